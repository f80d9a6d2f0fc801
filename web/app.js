// Everything on our pages works without this script; it makes some of it more comfortable:
//   the components of govuk-frontend (focus on the error summary, counting characters ...)
//   [data-copy="id"]      a button that copies the text of an element
//   [data-live="url"]     text that follows an event stream; a reader hears it when it changes
//   [data-upload="url"]   a form whose large file goes up in pieces, with progress
import { createAll, Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload,
    NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink, Tabs } from './govuk-frontend.min.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload,
    NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink, Tabs]) {
    createAll(component);
}

// ---- copy -------------------------------------------------------------------------------------

for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', async () => {
        const source = document.getElementById(button.dataset.copy);
        await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
        const before = button.textContent;
        button.textContent = button.dataset.copied;
        setTimeout(() => { button.textContent = before; }, 3000);
    });
}

// ---- live text --------------------------------------------------------------------------------

// Each event's data is plain text. An event named "done" ends the stream, and with data-reload the
// page is fetched anew, for what the text alone cannot show.
for (const element of document.querySelectorAll('[data-live]')) {
    const events = new EventSource(element.dataset.live);
    events.addEventListener('message', (event) => { element.textContent = event.data; });
    events.addEventListener('done', () => {
        events.close();
        if ('reload' in element.dataset) location.reload();
    });
}

// ---- resumable upload -------------------------------------------------------------------------

// POST url                 Upload-Length, Upload-Complete: ?0                 -> 201, Location
// PATCH location           Upload-Offset, Upload-Complete: ?0 or ?1, a piece  -> 2xx
// HEAD location            after a failure                                    -> Upload-Offset: go on there
// The form is then sent without the file, with the location in the field "upload".
const piece = 8 * 1024 * 1024;      // below the server's limit on one piece
const attempts = 5;

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

async function call(url, method, headers, body) {
    const response = await fetch(url, { method, headers, body, credentials: 'same-origin' });
    if (!response.ok) throw new Error(`${method} answered ${response.status}`);
    return response;
}

async function next_offset(location, offset, file, csrf) {
    const end = Math.min(offset + piece, file.size);
    for (let attempt = 1; ; ++attempt) {
        try {
            await call(location, 'PATCH', {
                'Content-Type': 'application/partial-upload', 'X-CSRF-Token': csrf,
                'Upload-Offset': String(offset), 'Upload-Complete': end === file.size ? '?1' : '?0',
            }, file.slice(offset, end));
            return end;
        } catch (failure) {
            if (attempt === attempts) throw failure;
            await pause(2 ** attempt);
            const known = await call(location, 'HEAD', {}).catch(() => null);
            const arrived = Number(known?.headers.get('Upload-Offset') ?? offset);
            if (arrived > offset) return arrived;
        }
    }
}

async function upload(form, file) {
    const csrf = form.elements.namedItem('csrf')?.value ?? '';
    const progress = form.querySelector('progress');
    const created = await call(form.dataset.upload, 'POST', {
        'Upload-Length': String(file.size), 'Upload-Complete': '?0', 'X-CSRF-Token': csrf,
        'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
    const location = created.headers.get('Location');
    progress.max = file.size;
    progress.hidden = false;
    for (let offset = 0; offset < file.size;) {
        offset = await next_offset(location, offset, file, csrf);
        progress.value = offset;
    }
    return location;
}

for (const form of document.querySelectorAll('form[data-upload]')) {
    form.addEventListener('submit', async (event) => {
        const input = form.querySelector('input[type=file]');
        const file = input?.files[0];
        if (!file || file.size <= piece) return;     // a small file goes the plain way
        event.preventDefault();
        const status = form.querySelector('[data-upload-status]');
        status.textContent = form.dataset.uploading;
        try {
            const field = document.createElement('input');
            const value = await upload(form, file);
            Object.assign(field, { type: 'hidden', name: 'upload', value });
            input.disabled = true;
            form.append(field);
            form.submit();
        } catch {
            status.textContent = form.dataset.uploadFailed;
        }
    });
}
