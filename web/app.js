// Everything on our pages works without this script; it makes some of it more comfortable:
//   the components of govuk-frontend (focus on the error summary, counting characters ...)
//   [data-copy="id"]      a button that copies the text of an element
//   [data-live="url"]     text that follows an event stream; a reader hears it when it changes
//   [data-upload="url"]   a form's large file goes up in pieces, with progress
//   [data-check]          a receipt is verified here; that page alone loads check.js
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

// POST url           {"dataset": id, "file": name} -> 201, Location
// PATCH location     Upload-Offset, a piece     -> 204
// HEAD location      after a failure            -> Upload-Offset: go on there
// The form is then sent without the file, with the upload's id in the field "upload".
const piece = 8 * 1024 * 1024;      // below the server's limit on one piece
const attempts = 8;                 // in a row without any progress
const longest_pause = 30;           // seconds

// A broken connection may come back sooner than we would have tried again.
const pause = (seconds) => new Promise((resolve) => {
    setTimeout(resolve, 1000 * seconds);
    addEventListener('online', resolve, { once: true });
});

class Sending {
    constructor(box) {
        this.box = box;
        this.form = box.closest('form');
        this.progress = box.querySelector('progress');
        this.status = box.querySelector('[role=status]');
        this.form.addEventListener('submit', (event) => this.submitted(event));
    }

    value(name) { return this.form.elements.namedItem(name)?.value ?? ''; }
    tell(what) { this.status.textContent = this.box.dataset[what]; }

    submitted(event) {
        const input = this.form.querySelector('input[type=file]');
        const file = input.files[0];
        if (!file || file.size <= piece) return;     // a small file goes the plain way
        event.preventDefault();
        if (this.under_way) return;
        this.under_way = true;
        this.send(file)
            .then(() => this.go_on(input, this.location.split('/').pop()))
            // What the server refuses for good it says itself, once it is asked without the file.
            .catch((failure) => failure.is_final ? this.go_on(input) : this.tell('failed'))
            .finally(() => { this.under_way = false; });
    }

    async send(file) {
        if (this.file !== file) [this.file, this.location] = [file, undefined];
        this.tell('sending');
        Object.assign(this.progress, { max: file.size, hidden: false });
        this.location ??= await this.begun(file);
        let offset = await this.arrived();
        while (offset < file.size) {
            this.progress.value = offset;
            offset = await this.sent(file, offset);
        }
    }

    async begun(file) {
        const dataset = this.box.dataset.dataset || this.value('dataset-id');
        const created = await this.call('POST', this.box.dataset.upload,
            { 'Content-Type': 'application/json' }, JSON.stringify({ dataset, file: file.name }));
        return created.headers.get('Location');
    }

    async arrived() {
        return Number((await this.call('HEAD', this.location)).headers.get('Upload-Offset'));
    }

    // Sends the piece at `offset`; gives the offset to go on from.
    async sent(file, offset) {
        const worth_another_try = (failure) => {
            if (failure.is_final) throw failure;
            return offset;
        };
        for (let attempt = 1; ; ++attempt) {
            try {
                const body = file.slice(offset, offset + piece);
                await this.call('PATCH', this.location,
                    { 'Content-Type': 'application/octet-stream', 'Upload-Offset': offset }, body);
                this.tell('sending');
                return offset + body.size;
            } catch (failure) {
                worth_another_try(failure);
                if (attempt === attempts) throw failure;
                this.tell('waiting');
                await pause(Math.min(2 ** attempt, longest_pause));
                const known = await this.arrived().catch(worth_another_try);
                if (known !== offset) return known;
            }
        }
    }

    async call(method, url, headers = {}, body = undefined) {
        const response = await fetch(url, { method, body, credentials: 'same-origin',
            headers: { 'X-CSRF-Token': this.value('csrf'), ...headers } });
        if (response.ok) return response;
        const failure = new Error(`${method} answered ${response.status}`);
        // Refused for good, rather than too often, too late, or at the wrong offset.
        failure.is_final = response.status < 500 && ![408, 409, 429].includes(response.status);
        throw failure;
    }

    go_on(input, upload = '') {
        const field = this.form.elements.namedItem('upload') ?? document.createElement('input');
        Object.assign(field, { type: 'hidden', name: 'upload', value: upload });
        this.form.append(field);
        input.disabled = true;
        this.form.submit();
        input.disabled = false;      // for whoever comes back to this page
    }
}

for (const box of document.querySelectorAll('[data-upload]')) new Sending(box);

if (document.querySelector('[data-check]')) import('./check.js');
