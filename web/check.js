// The page "Check us": what is given to it, each step as it is done, and the outcome first. Verifying is receipt.js;
// sentences are the page's own, in <template id="check-words">, by the codes used there. All happens in this browser:
// the only request is for this site's own policy, where the person has given none.
import { check, limits, Refusal, steps, what_is_missing } from './receipt.js';

const root = document.querySelector('[data-check]');
const part = (id) => document.getElementById(id);
const language = document.documentElement.lang;
const longest_answer = 512 * 1024 * 1024; // as much as browsers hash in one piece

// ---- words ------------------------------------------------------------------------------------

const template = part('check-words').content;
const words = new Map([...template.querySelectorAll('[data-word]')].map(
    (one) => [one.dataset.word, one.textContent]));
const policies = new Map([...template.querySelectorAll('[data-origin]')].map(
    (one) => [one.dataset.origin, one.dataset.policy])); // by the origins of our journals

const grouped = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
const shown = (value) =>
    typeof value === 'bigint' || typeof value === 'number' ? grouped(value) : String(value);
const say = (code, ...values) =>
    words.get(code).replace(/\{(\d)\}/g, (_, place) => shown(values[place]));

const clock = new Intl.DateTimeFormat(language === 'lv' ? 'lv-LV' : 'en-GB',
    { dateStyle: 'long', timeStyle: 'medium', timeZone: 'Europe/Riga' });
function moment(milliseconds) {
    const time = new Date(milliseconds);
    return Number.isNaN(time.getTime()) ? String(milliseconds) : clock.format(time);
}

// ---- markup -----------------------------------------------------------------------------------

function element(name, classes, ...children) {
    const out = document.createElement(name);
    out.className = classes;
    out.append(...children);
    return out;
}
const code = (text) => element('code', 'vz-code', shown(text));
const paragraph = (text) => element('p', 'govuk-body', text);
const tag = (word, colour) => element('strong', `govuk-tag govuk-tag--${colour}`, say(word));
const details = (summary, ...children) => element('details', 'govuk-details',
    element('summary', 'govuk-details__summary',
        element('span', 'govuk-details__summary-text', summary)),
    element('div', 'govuk-details__text', ...children));
const facts = (rows) => element('dl', 'govuk-summary-list', ...rows.map(([key, ...value]) =>
    element('div', 'govuk-summary-list__row', element('dt', 'govuk-summary-list__key', key),
        element('dd', 'govuk-summary-list__value', ...value))));

// ---- what is given ----------------------------------------------------------------------------

async function bytes_of_file(file, most, too_large) {
    if (file.size > most) throw new Refusal(too_large, [most]);
    try {
        return new Uint8Array(await file.arrayBuffer());
    } catch {
        throw new Refusal('file_unreadable', [file.name]);
    }
}

// A file or a text, whichever was given last.
class Given {
    constructor(name, chosen, typed) {
        this.input = root.querySelector(`input[name="${name}"]`);
        this.area = part(`${name}-text`);
        this.input.addEventListener('change', () => {
            const before = this.file;
            this.file = this.input.files[0];
            if (this.file) this.area.value = '';
            if (this.file || before) chosen();
        });
        this.area.addEventListener('input', () => {
            if (this.file) this.forget_file();
            typed();
        });
    }
    forget_file() {
        this.file = undefined;
        this.input.value = '';
        this.input.dispatchEvent(new Event('change')); // its name stands beside it no longer
    }
    get is_missing() { return !this.file && this.area.value.trim() === ''; }
    text() { return new TextEncoder().encode(this.area.value); }
}

// A text is checked once whoever types pauses.
let pausing;
function typed() {
    clearTimeout(pausing);
    pausing = setTimeout(() => begin({ bring_to_view: false }), 400);
}
const receipt = new Given('receipt', () => begin(), typed);
const policy = new Given('policy', () => begin(), typed);
const answer = root.querySelector('input[name="answer"]');

// A selection often ends before the end of the last line, so a text that is pasted may lack it.
const pasted_receipt = () => new TextEncoder().encode(
    receipt.area.value.endsWith('\n') ? receipt.area.value : `${receipt.area.value}\n`);

const given_receipt = () => receipt.file ?
    bytes_of_file(receipt.file, limits.receipt_bytes, 'receipt_large') : pasted_receipt();

// What this site hands out itself, as it was put into the field: no longer that once it is edited.
let ours;
const is_ours = () => !policy.file && ours !== undefined && policy.area.value === ours.text;

async function fetched_policy(origin) {
    const address = policies.get(origin);
    if (!address) throw new Refusal('policy_missing', [origin]);
    try {
        const response = await fetch(address, { credentials: 'omit' });
        if (!response.ok) throw new Error(String(response.status));
        return await response.text();
    } catch (why) {
        throw new Refusal('policy_unavailable', [address, why.message]);
    }
}

// Once for each journal, however often and quickly something else is given.
const asked = new Map();
function own_policy(origin) {
    if (!asked.has(origin)) asked.set(origin, fetched_policy(origin));
    const answer = asked.get(origin);
    answer.catch(() => asked.delete(origin));
    return answer;
}

async function given_policy(origin) {
    const whose = part('policy-whose');
    if (policy.file || !(policy.is_missing || is_ours())) {
        whose.textContent = say('policy_yours');
        return policy.file ?
            bytes_of_file(policy.file, limits.policy_bytes, 'policy_large') : policy.text();
    }
    if (!is_ours() || ours.origin !== origin) {
        whose.textContent = say('policy_fetching');
        const text = await own_policy(origin);
        if (!policy.file && (policy.is_missing || is_ours())) policy.area.value = text;
        ours = { origin, text };
    }
    whose.textContent = say('policy_ours', policies.get(origin));
    return new TextEncoder().encode(ours.text);
}

// ---- the detail of a step ---------------------------------------------------------------------

const kinds = { 1: 'Ed25519', 4: 'Ed25519', 6: 'ML-DSA-44' };

// A time of zero says nothing of when it was: a journal's own second signature has it.
const signed = ({ name, id, type, at, witness }) => [
    witness ? `${witness}: ` : '', code(name), ` ${kinds[type]} `, code(id),
    at ? `, ${moment(Number(at) * 1000)}` : ''];

const list = (name, items) => element(name, 'govuk-list vz-detail', ...items.map((item) =>
    element('li', '', ...item)));

const climbed = (path, end) => [
    path.length === 0 ? paragraph(say('path_none')) : list('ol', path.map(
        ({ side, sibling, hash }) => [say(side), ' ', code(sibling), element('br', ''),
            say('together'), ' ', code(hash)])),
    facts([[say('root_computed'), code(end)]])];

const detail = {
    form: ({ index, bytes, hashes, signatures, origin, size }) => index === undefined ? [] : [
        facts([[say('index'), code(index)], [say('entry_bytes'), code(bytes)],
            [say('hashes'), code(hashes)], [say('signature_lines'), code(signatures)],
            [say('origin'), code(origin)], [say('size'), code(size)]])],
    leaf: ({ hash, path, root: end, origin }) => [facts([['SHA-256(0x00 ‖ …)', code(hash)]]),
        ...path === undefined ? [] : [paragraph(say('anchored', origin)), ...climbed(path, end)]],
    path: ({ path, root: end }) => path === undefined ? [] : climbed(path, end),
    checkpoint: ({ origin, size, computed, root: named }) => [facts([
        [say('origin'), code(origin)], [say('size'), code(size)],
        [say('root_computed'), code(computed)], [say('root_named'), code(named)]])],
    signatures: ({ signers }) => signers === undefined ? [] : [list('ul', signers.map(signed))],
    witnesses: ({ signers, missing, quorum, groups }) => signers === undefined ? [] : [
        list('ul', signers.map(signed)),
        facts([[say('not_cosigned'), missing.length > 0 ? missing.join(', ') : '–'],
            [say('quorum'), quorum === 'none' ? say('quorum_none') : code(quorum)],
            ...groups.map(({ name, least, members, have }) =>
                [code(name), say('group_has', least, members.join(', '), have)])])],
    answer: ({ hash, named }) => [facts([[say('answer_computed'), code(hash ?? '–')],
        [say('answer_named'), code(named ?? '–')]])],
};

const states = { waiting: ['waiting', 'grey'], begun: ['begun', 'blue'], holds: ['holds', 'green'],
    failed: ['failed', 'red'], unchecked: ['unchecked', 'grey'],
    unreached: ['unreached', 'grey'], unasked: ['unasked', 'grey'] };

// The line of the file, the sentence, and what it means for whoever was given the receipt.
const reason = ({ code: why, values, line }) =>
    line === undefined ? say(why, ...values) : say('at_line', line, say(why, ...values));

class Step {
    constructor(name) {
        this.item = document.querySelector(`[data-step="${name}"]`);
        Object.assign(this, { name, title: this.item.dataset.title });
        for (const one of ['state', 'why', 'detail'])
            this[one] = this.item.querySelector(`[data-part="${one}"]`);
        this.means = this.item.querySelector('[data-part="means"]');
    }
    show(state, found, why) {
        this.item.dataset.state = state;
        this.state.replaceChildren(tag(...states[state]));
        this.why.replaceChildren(...why ? [reason(why)] : []);
        this.why.hidden = !why;
        if (this.means) this.means.hidden = state !== 'failed';
        const shown_detail = found && state !== 'begun' ? detail[this.name](found) : [];
        this.detail.replaceChildren(
            ...shown_detail.length > 0 ? [details(say('details'), ...shown_detail)] : []);
    }
}
const shown_steps = steps.map((name) => new Step(name));

// ---- the entry --------------------------------------------------------------------------------

function parsed(text) {
    try {
        const value = JSON.parse(text);
        return typeof value === 'object' && value !== null ? value : undefined;
    } catch {
        return undefined;
    }
}

function who_did(by) {
    const [sort, id] = String(by).split(/:(.*)/s);
    if (sort === 'system') return [`${say('by_system')} `, code(id)];
    if (sort === 'person') return [`${say('by_person')} `, code(id)];
    return [sort === 'node' ? say('by_node') : code(sort)];
}

// What many sorts of entries hold, by names people read; all of it is below.
function members_of(data) {
    const simple = (value) => (typeof value === 'object' ? value?.number : value);
    const known = ['institution', 'dataset', 'version', 'agreement', 'rows', 'steward', 'reason'];
    const rows = known.filter((name) => ['string', 'number'].includes(typeof simple(data?.[name])))
        .map((name) => [say(`data_${name}`), code(simple(data[name]))]);
    if (Array.isArray(data?.people)) rows.push([say('data_people'), shown(data.people.length)]);
    return rows;
}

function show_entry(text, proved) {
    part('check-entry').hidden = text === undefined;
    if (text === undefined) return;
    const entry = parsed(text);
    part('check-entry-heading').textContent = say(proved ? 'entry_proved' : 'entry_unproved');
    const kind = words.get(`kind_${entry?.type}`) ?? entry?.type ?? say('kind_unknown');
    const rows = entry ?
        [[say('when'), moment(entry.at)], [say('what'), String(kind)],
            [say('who'), ...who_did(entry.by)], ...members_of(entry.data)] :
        [[say('what'), kind]];
    const raw = element('pre', 'vz-command',
        element('code', '', entry ? JSON.stringify(entry, null, 2) : text));
    part('check-entry-facts').replaceChildren(facts(rows), details(say('entry_raw'), raw));
}

// ---- the outcome ------------------------------------------------------------------------------

const could_not = (why) => /^(policy_|key_|file_|answer_large|nothing|broken)/.test(why.code);

function show_outcome(sort, title, ...sentences) {
    part('check-outcome').replaceChildren(element('div', `vz-outcome vz-outcome--${sort}`,
        element('h2', 'govuk-heading-m', title), ...sentences.map(paragraph)));
    root.dataset.outcome = sort;
}

function tell_failure(step, why) {
    const title = say(could_not(why) ? 'outcome_unchecked' : 'outcome_fails');
    const where = step ? [say('fails_at', steps.indexOf(step.name) + 1, step.title)] : [];
    const means = step?.means && !could_not(why) ? [step.means.textContent] : [];
    show_outcome(could_not(why) ? 'unchecked' : 'fails', title, ...where, reason(why), ...means);
}

function tell_success({ entry, index, origin, size }, has_answer) {
    const lacks_answer = !has_answer && entry.includes('"answer":"');
    show_outcome('holds', say('outcome_holds'), say('holds_text', index, origin, size),
        ...is_ours() ? [say('holds_ours')] : [], ...lacks_answer ? [say('holds_no_answer')] : [],
        say('holds_keep'));
}

// ---- the check --------------------------------------------------------------------------------

let run = 0;

// Each step is seen before the next begins.
const drawn = () => new Promise((done) => { setTimeout(done); });

async function begin({ bring_to_view = true } = {}) {
    clearTimeout(pausing);
    const mine = ++run;
    const is_over = () => mine !== run; // something else was given meanwhile
    for (const step of shown_steps) step.show('waiting');
    show_entry(undefined);
    delete root.dataset.outcome;
    if (receipt.is_missing) return part('check-outcome').replaceChildren();
    show_outcome('begun', say('checking'));
    try {
        await follow(is_over);
    } catch (why) {
        if (is_over()) return;
        if (!(why instanceof Refusal)) {
            tell_failure(undefined, new Refusal('broken'));
            throw why;
        }
        const step = /^receipt_/.test(why.code) ? shown_steps[0] : undefined;
        step?.show('failed', undefined, why);
        leave_unreached();
        tell_failure(step, why);
    }
    if (bring_to_view && !is_over()) part('check-outcome').scrollIntoView({ block: 'nearest' });
}

function leave_unreached() {
    for (const step of shown_steps)
        if (['waiting', 'begun'].includes(step.item.dataset.state)) step.show('unreached');
}

async function follow(is_over) {
    const file = answer.files[0];
    const question = { receipt: await given_receipt(), policy: given_policy,
        answer: file && await bytes_of_file(file, longest_answer, 'answer_large') };
    let form, failed;
    for await (const { step: name, state, found, why } of check(question)) {
        if (is_over()) return;
        const step = shown_steps[steps.indexOf(name)];
        step.show(why && could_not(why) ? 'unchecked' : state, found, why);
        if (name === 'form') form = found;
        if (state === 'failed') failed = { step, why };
        await drawn();
    }
    if (is_over()) return;
    if (!file && !failed) shown_steps.at(-1).show('unasked');
    leave_unreached();
    show_entry(form.entry, !failed);
    if (failed) tell_failure(failed.step, failed.why);
    else tell_success(form, Boolean(file));
}

answer.addEventListener('change', () => begin());

// A file that misses the zones would be opened in place of this page; it is taken for the receipt.
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
    if (event.defaultPrevented || event.dataTransfer?.files.length !== 1) return;
    event.preventDefault();
    receipt.input.files = event.dataTransfer.files;
    receipt.input.dispatchEvent(new Event('change'));
});
part('check-button').addEventListener('click', async () => {
    await begin();
    if (receipt.is_missing) tell_failure(undefined, new Refusal('nothing'));
});

// ---- whether this browser can -----------------------------------------------------------------

const missing = await what_is_missing();
for (const one of document.querySelectorAll('[data-instead]'))
    one.hidden = one.dataset.instead !== missing;
part('check-instead').hidden = missing === undefined;
root.hidden = missing !== undefined;
root.dataset.ready = String(missing ?? true);
