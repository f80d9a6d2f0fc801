// "Check us": a receipt is dropped, pasted or chosen, and the page tells step by step why it holds or where it fails.
import assert from 'node:assert/strict';
import {CheckPage, steps} from './lib/check_page.mjs';
import {ed25519} from './lib/forge.mjs';
import {receipt_of_an_answer} from './lib/receipts.mjs';
import {broken_rules} from './lib/rules.mjs';
import {refuse, test} from './lib/suite.mjs';
import {Visitor} from './lib/visitor.mjs';
import {languages, name_of} from './lib/words.mjs';

const stops_at_most = 80;

// What the steps show when one of them fails.
function failed_at(step, with_answer = false) {
    const at = steps.indexOf(step);
    const after = (place) => place > at ? 'unreached' : place === at ? 'failed' : 'holds';
    const all = steps.map((_, place) => after(place));
    return all.join(' ');
}

// ---- receipts that hold -----------------------------------------------------------------------

const own_policy_alone = ['GET /journals/access/policy'];

async function dropped(check, kept) {
    await check.choose('answer', kept.answer);
    await check.drop('#receipt .govuk-file-upload-button__status', kept.receipt);
    assert.equal(await check.outcome(), 'holds', await check.told());
    assert.equal(await check.states(), 'holds holds holds holds holds holds holds');
    assert.deepEqual(
        check.requests, own_policy_alone, 'nothing else is asked for, and nothing sent');
    const told = await check.told();
    assert.ok(told.startsWith(check.say('The receipt holds')), told);
    assert.ok(told.includes('vienreiz.local/journals/access'), told);
    const entry = await check.page.locator('#check-entry').innerText();
    for (const part of [check.say('What is recorded'), check.say('An answer was given'),
             'transportlidzekli'])
        assert.ok(entry.includes(part), `${part} is not in ${entry}`);
    assert.equal(
        await check.page.locator('#policy-text').inputValue(), kept.policy, 'the policy is seen');
    await check.open_details();
    await the_details(check, kept);
    return broken_rules(check.visitor);
}

// Each hash of the path, both signatures, and the times of the witnesses.
async function the_details(check, kept) {
    const text = async (step) => check.page.locator(`[data-step="${step}"]`).innerText();
    const [path, signatures, witnesses] =
        [await text('path'), await text('signatures'), await text('witnesses')];
    const hashes = kept.receipt.split('\n\n')[0].split('\n').slice(3);
    assert.ok(hashes.length >= 2, 'there is a path to climb');
    for (const hash of hashes) assert.ok(path.includes(hash), `${hash} is not in ${path}`);
    assert.match(signatures, /Ed25519[^]*ML-DSA-44/);
    for (const [, name] of kept.receipt.matchAll(/^— (w\d) /gm))
        assert.match(
            witnesses, new RegExp(`${name}: [^]*20\\d\\d`), 'a witness and when it cosigned');
}

async function pasted(check, kept) {
    const {page} = check;
    await page.getByText(check.say('Or paste its text'), {exact: true}).click();
    await page.locator('#receipt-text').fill(kept.receipt.trimEnd()); // as a selection often ends
    assert.equal(await check.outcome(), 'holds', await check.told());
    assert.equal(await check.states(), 'holds holds holds holds holds holds unasked');
    assert.ok((await check.told())
            .includes(
                check.say('Give the answer as well, and see whether the receipt is for it.')));
    await page.locator('#receipt-text').fill(kept.receipt.replace('extra e', 'extra f'));
    await page.locator('[data-outcome="fails"]').waitFor({state: 'attached'});
    await check.choose('receipt', kept.receipt);
    await page.locator('[data-outcome="holds"]').waitFor({state: 'attached'});
    assert.equal(
        await page.locator('#receipt-text').inputValue(), '', 'what was given last counts');
}

async function dropped_beside(check, kept) {
    await check.drop('h1', kept.receipt);
    assert.equal(await check.outcome(), 'holds', await check.told());
    await check.drop('#policy', kept.policy.replace('quorum', 'Quorum'));
    await check.page.locator('[data-outcome="unchecked"]').waitFor({state: 'attached'});
}

async function tab_to(page, is_there) {
    for (let stops = 0; stops < stops_at_most; ++stops) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(is_there)) return;
    }
    assert.fail(`Tab does not reach ${is_there}`);
}

async function by_keyboard(check, kept) {
    const {page} = check;
    const chooser = page.waitForEvent(
        'filechooser'); // the browser is told at once, and hears it a little later
    await tab_to(page,
        () => document.activeElement.closest('[data-check]') &&
            document.activeElement.tagName === 'SUMMARY');
    await page.keyboard.press('Enter');
    await tab_to(page, () => document.activeElement.id === 'receipt-text');
    await page.keyboard.insertText(kept.receipt);
    await tab_to(page, () => document.activeElement.id === 'check-button');
    await page.keyboard.press('Enter');
    assert.equal(await check.outcome(), 'holds', await check.told());
    await tab_to(page, () => document.activeElement.closest('[data-step="path"]'));
    await page.keyboard.press('Enter');
    assert.ok(await page.locator('[data-step="path"] details').evaluate((one) => one.open));
    await page.locator('#receipt').focus();
    await page.keyboard.press('Enter');
    await (await chooser)
        .setFiles({name: 'r', mimeType: 'text/plain', buffer: Buffer.from('other')});
    await page.locator('[data-outcome="fails"]').waitFor({state: 'attached'});
}

// What was decided is public; whatever sort of entry it is, the page has words for it.
async function of_what_was_decided(check) {
    const {site} = check.visitor;
    for (let entry = 0; entry < 40; ++entry) {
        const answer = await fetch(`${site.url}/journals/main/receipts/${entry}`);
        if (!answer.ok) break;
        await check.choose('receipt', await answer.text());
        assert.equal(await check.outcome(), 'holds', await check.told());
        const facts = await check.page.locator('#check-entry-facts > dl').innerText();
        assert.ok(!/[a-z]+\.[A-Z][A-Za-z]+/.test(facts), `no words for ${facts}`);
        assert.ok(facts.includes(check.say('When')), facts);
    }
    assert.deepEqual(check.requests, ['GET /journals/main/policy']);
    const hint = 'Give the answer as well, and see whether the receipt is for it.';
    assert.ok(!(await check.told()).includes(check.say(hint)), 'no answer belongs to it');
}

async function own_policy(check, kept) {
    await check.choose('policy', kept.policy);
    await check.choose('receipt', kept.receipt);
    assert.equal(await check.outcome(), 'holds', await check.told());
    assert.deepEqual(check.requests, [], 'a policy of one\'s own needs no request');
    await check.page.getByText(check.say('Your own policy is used.')).waitFor();
    const ours = 'This was checked by the policy that we hand out today. ' +
        'Compare it with one that you have from elsewhere.';
    assert.ok(!(await check.told()).includes(check.say(ours)));
}

// ---- what does not hold -----------------------------------------------------------------------

// One character of the line is another letter of base64, or another digit.
function changed(text, line, at) {
    const lines = text.split('\n');
    const number = typeof line === 'number' ? line : lines.findIndex((one) => one.startsWith(line));
    const place = at < 0 ? lines[number].length + at : at, was = lines[number][place];
    const other = /\d/.test(was) ? String((Number(was) + 1) % 10) : was === 'b' ? 'c' : 'b';
    lines[number] = lines[number].slice(0, place) + other + lines[number].slice(place + 1);
    return lines.join('\n');
}

function parts_changed({receipt}) {
    const lines = receipt.split('\n'), origin = lines.indexOf('') + 1;
    const signatures =
        lines.map((line, at) => line.startsWith('—') ? at : -1).filter((at) => at >= 0);
    const own = signatures.filter((at) => lines[at].includes('vienreiz.local'));
    const cosigned = signatures.filter((at) => !own.includes(at));
    const change = (line, at) => changed(receipt, line, at);
    const index = BigInt(lines[2].slice('index '.length)), size = lines[origin + 1];
    const numbered = (other) => receipt.replace(/^index .*$/m, `index ${other}`);
    return [
        ['its first line', 'form', change(0, 3)],
        ['the word before the entry', 'form', change(1, 2)],
        ['the entry', 'checkpoint', change(1, 100)],
        ['its number', 'checkpoint', numbered(index ^ 1n)],
        ['a number beyond the tree', 'path', numbered(size)],
        ['a hash of the path', 'checkpoint', change(3, 20)],
        ['a hash left out', 'path', lines.filter((_, at) => at !== 3).join('\n')],
        ['the origin', 'checkpoint', change(origin, 3)],
        ['the size', 'signatures', change(origin + 1, -1)],
        ['the root', 'checkpoint', change(origin + 2, 20)],
        ['the dash before a signature', 'form', change(own[0], 0)],
        ['the name of the journal\'s key', 'signatures', change(own[0], 3)],
        ...own.map((at) => ['a signature of the journal', 'signatures', change(at, -20)]),
        ...cosigned.map((at) => ['a cosignature', 'witnesses', change(at, -20)]),
        [
            'the cosignatures left out', 'witnesses',
            lines.filter((_, at) => !cosigned.includes(at)).join('\n')
        ],
        ['its end', 'form', receipt.slice(0, -1)],
        ['a half of it', 'form', receipt.slice(0, receipt.indexOf('\n\n'))],
        ['all of it', 'form', ''],
        ['a PDF instead', 'form', '%PDF-1.7\n%\xb5\xb5\n1 0 obj'],
        ['a huge file', 'form', Buffer.alloc(20 * 1024 * 1024, 'a')],
    ];
}

async function each_part_changed(check, kept) {
    const findings = [];
    await check.choose('policy', kept.policy);
    for (const [what, step, receipt] of parts_changed(kept)) {
        await check.choose('receipt', receipt);
        const [outcome, states] = [await check.outcome(), await check.states()];
        const told = await check.told(), place = steps.indexOf(step) + 1;
        if (outcome !== 'fails') findings.push(`${what}: ${outcome}: ${told}`);
        if (states !== failed_at(step)) findings.push(`${what} fails at ${states}, not at ${step}`);
        if (!told.includes(`${place}`))
            findings.push(`${what}: nothing says step ${place}: ${told}`);
        if (!await check.page.locator(`[data-step="${step}"] [data-part="means"]`).isVisible())
            findings.push(`${what}: nothing says what it means`);
    }
    assert.deepEqual(check.requests, []);
    return [...findings, ...await broken_rules(check.visitor)];
}

async function absent_witness(check, kept) {
    const stranger = ed25519('stranger.example/w', 'stranger', 4);
    const asks = `witness stranger ${
        stranger.vkey}\ngroup all-of-them all everybody stranger\nquorum all-of-them\n`;
    await check.choose('policy', kept.policy.replace(/quorum .*\n/, asks));
    await check.choose('receipt', kept.receipt);
    assert.equal(await check.outcome(), 'fails');
    assert.equal(await check.states(), failed_at('witnesses'));
    assert.ok((await check.told()).includes('all-of-them'), await check.told());
    await check.open_details();
    assert.ok(
        (await check.page.locator('[data-step="witnesses"]').innerText()).includes('stranger'));
    return broken_rules(check.visitor);
}

async function another_answer(check, kept) {
    await check.choose('receipt', kept.receipt);
    await check.choose('answer', `${kept.answer} `);
    assert.equal(await check.outcome(), 'fails');
    assert.equal(await check.states(), failed_at('answer'));
    assert.ok((await check.told())
            .includes(check.say('The file has another hash than the entry names.')));
    await check.choose('answer', Buffer.alloc(40 * 1024 * 1024, 'large'));
    assert.equal(await check.outcome(), 'fails');
    assert.equal(await check.states(), failed_at('answer'));
    await check.choose('answer', kept.answer);
    await check.page.locator('[data-outcome="holds"]').waitFor({state: 'attached'});
    assert.deepEqual(check.requests, own_policy_alone, 'the policy was fetched once');
}

// ---- what could not be checked ----------------------------------------------------------------

async function not_checked(check, kept) {
    const {page} = check;
    const is_told = async (...sentence) => {
        assert.equal(await check.outcome(), 'unchecked');
        const told = await check.told();
        assert.ok(told.includes(check.say(...sentence)), told);
    };
    await page.getByRole('button', {name: check.say('Check the receipt'), exact: true}).click();
    await is_told('Choose or drop a receipt first, or paste its text.');
    await check.choose('receipt', kept.receipt.replaceAll('vienreiz.local', 'elsewhere.example'));
    await is_told('The receipt is of the journal {}, which is not one of ours. ' +
            'Give a trust policy that names it.',
        'elsewhere.example/journals/access');
    assert.deepEqual(check.requests, [], 'nobody else is asked');
    await check.choose('policy', kept.policy.replace('quorum', 'Quorum'));
    await check.choose('receipt', kept.receipt);
    const number = kept.policy.split('\n').findIndex((line) => line.startsWith('quorum')) + 1;
    await is_told('Line {}: {}', number,
        check.say('A line of a policy begins with log, witness, group or quorum, not with {}.',
            'Quorum'));
    assert.equal(await check.states(), failed_at('checkpoint').replace('failed', 'unchecked'));
    await check.choose('policy', kept.policy.trimEnd());
    await is_told('The policy is cut short: its last line does not end.');
    return broken_rules(check.visitor);
}

async function without_the_policy(check, kept) {
    await check.page.route('**/policy', (route) => route.fulfill({status: 503, body: 'no'}));
    await check.choose('receipt', kept.receipt);
    assert.equal(await check.outcome(), 'unchecked', await check.told());
    assert.ok((await check.told()).includes('503'));
    check.visitor.troubles.length = 0; // the browser's own note of the status
}

// ---- browsers that cannot ---------------------------------------------------------------------

const commands = 'vienreiz verify receipt.tlog-proof --policy access.policy --answer answer.json';

async function says_instead(check, sentence) {
    await check.page.getByText(check.say(sentence)).waitFor();
    assert.ok(!await check.page.locator('[data-check]').isVisible());
    assert.ok((await check.page.locator('#verify-commands').innerText()).includes(commands));
}

const no_script = 'Checking here takes a script in your browser, and none is running. ' +
    'Use the command at the foot of this page instead: it proves the same.';
const no_crypto = 'Your browser verifies signatures only on pages that came over a secure ' +
    'connection (https), and this one did not. Use the command at the foot of this page instead: ' +
    'it proves the same.';
const no_ed25519 = 'Your browser cannot verify Ed25519 signatures: newer ones can. ' +
    'Use another browser, or the command at the foot of this page: it proves the same.';

const without_crypto = () => { Object.defineProperty(crypto, 'subtle', {value: undefined}); };
const without_ed25519 = () => {
    SubtleCrypto.prototype.importKey = () =>
        Promise.reject(new DOMException('', 'NotSupportedError'));
};
// It says yes to whatever is asked.
const without_judgement = () => { SubtleCrypto.prototype.verify = () => Promise.resolve(true); };

// ---- sentences, and what other pages load -----------------------------------------------------

// Every code a module refuses with, and whatever else the script says, has its sentence; no other sentence is kept.
// A code is a word in quotes that is refused or said, or several words.
const codes_in = (source) => [...source.matchAll(/\b(?:refuse|Refusal|say|tag)\('([a-z]+)'/g),
    ...source.matchAll(/'([a-z0-9]+(?:_[a-z0-9]+)+)'/g)]
                                 .map(([, code]) => code);
const no_codes = ['no_crypto', 'no_ed25519']; // of browsers, said by the page itself
const by_value =
    /^(kind_|data_|left$|right$|waiting|begun|holds|failed|unchecked|unreached|unasked)/;

async function every_code_is_said(check) {
    const app = await check.page.locator('script[src$="/app.js"]').getAttribute('src');
    const source = async (name) =>
        (await fetch(check.visitor.site.url + app.replace('app.js', `${name}.js`))).text();
    const known = await check.page.locator('#check-words')
                      .evaluate((one) => [...one.content.querySelectorAll('[data-word]')].map(
                                    (word) => word.dataset.word));
    const sources = await Promise.all(['note', 'policy', 'receipt', 'check'].map(source));
    const codes = new Set(sources.flatMap(codes_in).filter((one) => !no_codes.includes(one)));
    const unused = known.filter((one) => !codes.has(one) && !by_value.test(one));
    return [
        ...[...codes]
            .filter((one) => !known.includes(one))
            .map((one) => `nothing is said for ${one}`),
        ...unused.map((one) => `nothing says ${one}`)
    ];
}

async function other_pages(visitor) {
    const asked = [];
    visitor.page.on('request', (one) => asked.push(one.url()));
    for (const path of ['', '/journals', '/datasets']) await visitor.open(path);
    await visitor.page.waitForLoadState('networkidle');
    refuse(asked.filter((one) => /(check|receipt|note|policy|ml_dsa_44)\.js$/.test(one)));
    await visitor.open('');
    await visitor.press('Check a receipt here', 'main');
    assert.equal(visitor.path(), `/${visitor.language}/check`);
    await visitor.open('/journals');
    await visitor.press('Check us', 'main');
    assert.equal(visitor.path(), `/${visitor.language}/check`);
}

// ---- the suite --------------------------------------------------------------------------------

export async function check_us(browser, plain_site, site) {
    const kept = await receipt_of_an_answer(site);
    for (const language of languages) {
        const check = (sentence, act, options) =>
            test(`${sentence}, in ${name_of[language]}`, async () => {
                const page = await CheckPage.open(browser, site, language, options);
                await page.leave(await act(page, kept));
            });
        await check(
            'A receipt that is dropped holds, and nothing but our policy is asked for', dropped);
        await check('A receipt that is dropped beside the zones is taken, a policy on its own',
            dropped_beside);
        await check('A receipt may be pasted, and what was given last counts', pasted);
        await check('A receipt is checked by keyboard alone', by_keyboard);
        await check('What was decided is told in words', of_what_was_decided);
        await check('A policy of one\'s own is used, and nothing is asked for', own_policy);
        await check('Whatever part of a receipt is changed, the step that proves it fails',
            each_part_changed);
        await check('A witness who has not cosigned is missed where the policy asks for it',
            absent_witness);
        await check('Another answer than the receipt\'s is told', another_answer);
        await check('What is missing or cannot be read is told, and is no verdict', not_checked);
        await check('A policy that cannot be fetched is told', without_the_policy);
        await check('Every code has its sentence', every_code_is_said);
        await check('Without a script the page names the command',
            (page) => says_instead(page, no_script), {script: false});
        await check('Where there is no cryptography the page names the command',
            (page) => says_instead(page, no_crypto), {before: without_crypto});
        await check('Where there is no Ed25519 the page names the command',
            (page) => says_instead(page, no_ed25519), {before: without_ed25519});
        await check('Where all signatures are said to hold the page names the command',
            (page) => says_instead(page, no_ed25519), {before: without_judgement});
        await test(
            `Other pages load nothing of it, and lead to it, in ${name_of[language]}`, async () => {
                const visitor = await Visitor.arrive(browser, site, {language});
                await other_pages(visitor);
                await visitor.leave();
            });
    }
}
