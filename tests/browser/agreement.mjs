// The page's module and the command line judge alike: over random changes of receipts and policies, and at the edges of
// the formats. VIENREIZ_SEED repeats a run.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {edges} from './lib/edges.mjs';
import {receipt_of_an_answer} from './lib/receipts.mjs';
import {served_modules} from './lib/served.mjs';
import {refuse, test} from './lib/suite.mjs';

const at_once = 4;
const changes_of_each = 150;

// ---- the two judges ---------------------------------------------------------------------------

class Judges {
    constructor(modules) {
        this.modules = modules;
        this.folder = `${process.env.VIENREIZ_BROWSER}/agreement`;
        rmSync(this.folder, {recursive: true, force: true});
        mkdirSync(this.folder, {recursive: true});
        this.files = 0;
    }

    file(bytes) {
        const name = `${this.folder}/${++this.files}`;
        writeFileSync(name, bytes);
        return name;
    }

    command({receipt, policy, answer}) {
        const files = [this.file(receipt), '--policy', this.file(policy)];
        if (answer) files.push('--answer', this.file(answer));
        return new Promise((done) => {
            execFile(process.env.VIENREIZ, ['verify', ...files],
                (failure, _, said) => done({holds: !failure, said: said.trim()}));
        });
    }

    async page({receipt, policy, answer}) {
        const bytes = (given) => given && new Uint8Array(Buffer.from(given));
        const {holds, step, why} = await this.modules.verdict(
            {receipt: bytes(receipt), policy: async () => bytes(policy), answer: bytes(answer)});
        return {holds, said: holds ? '' : `${step}: ${why.message}`};
    }

    // Nothing where they agree; both ways to see it where not.
    async disagreement(sample) {
        const [command, page] = await Promise.all([this.command(sample), this.page(sample)]);
        sample.holds = command.holds;
        if (command.holds === page.holds) return undefined;
        const told = ({holds, said}) => (holds ? 'takes it' : `refuses it (${said})`);
        return `${sample.what}: the command ${told(command)}, the page ${told(page)}`;
    }
}

async function disagreements(judges, samples) {
    const found = [], left = samples.entries();
    const work = async () => {
        for (const [place, sample] of left) found[place] = await judges.disagreement(sample);
    };
    await Promise.all(Array.from({length: at_once}, work));
    return found.filter(Boolean);
}

// ---- random changes ---------------------------------------------------------------------------

// mulberry32: small, and the same everywhere.
function chance(seed) {
    let state = seed >>> 0;
    return (below) => {
        state = state + 0x6d2b79f5 >>> 0;
        let mixed = Math.imul(state ^ state >>> 15, state | 1);
        mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
        return ((mixed ^ mixed >>> 14) >>> 0) % below;
    };
}

// Half of them anywhere; half at the beginning of some line, or a post-quantum signature would get them all.
function place_in(bytes, random) {
    if (random(2) === 0) return random(bytes.length);
    const starts = [0];
    for (const [at, byte] of bytes.entries())
        if (byte === 10 && at + 1 < bytes.length) starts.push(at + 1);
    return Math.min(starts[random(starts.length)] + random(100), bytes.length - 1);
}

const telling = Buffer.from('\n\r\t =+/09AQgw\x00\x7f\xff', 'latin1');
const letters = Buffer.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
const any = Buffer.from(Array.from({length: 256}, (_, byte) => byte));

// One byte is another one, gone, or one more; or the file ends there.
function changed(bytes, random) {
    const at = place_in(bytes, random), before = bytes.subarray(0, at);
    const sort = [telling, letters, letters, any][random(4)];
    const byte = Buffer.from([sort[random(sort.length)]]);
    const [how, parts] = [
        ['changed', [before, byte, bytes.subarray(at + 1)]],
        ['changed', [before, byte, bytes.subarray(at + 1)]],
        ['changed', [before, Buffer.from([bytes[at] ^ 1 << random(8)]), bytes.subarray(at + 1)]],
        ['left out', [before, bytes.subarray(at + 1)]],
        ['put in', [before, byte, bytes.subarray(at)]], ['the last', [before]]
    ][random(6)];
    return {how: `byte ${at} ${how} (${byte.toString('hex')})`, bytes: Buffer.concat(parts)};
}

function random_samples(subject, part, random) {
    return Array.from({length: changes_of_each}, () => {
        const {how, bytes} = changed(Buffer.from(subject[part]), random);
        return {...subject, [part]: bytes, what: `${subject.what}, ${part}: ${how}`};
    });
}

// Whoever trusts the Ed25519 key alone takes a receipt in which anything may have become of the other lines.
const of_the_log_alone = ({policy}) => `${policy.split('\n')[0]}\nquorum none\n`;

const anchored = (kept) => ({...kept, receipt: kept.anchored, policy: kept.root_policy});

function subjects_of(witnessed, plain) {
    return [
        {...witnessed, what: 'a witnessed receipt'},
        {...witnessed, policy: of_the_log_alone(witnessed), what: 'one for whoever trusts one key'},
        {...plain, what: 'a receipt without witnesses'},
        {...anchored(witnessed), what: 'an anchored receipt'}
    ].map((subject) => ({...subject, answer: undefined}));
}

async function over_random_changes(judges, subjects) {
    const seed = Number(process.env.VIENREIZ_SEED ?? Date.now() % 2 ** 32);
    const random = chance(seed);
    const samples = subjects.flatMap((subject) => random_samples(subject, 'receipt', random))
                        .concat(random_samples(subjects[0], 'policy', random));
    const found = await disagreements(judges, samples);
    refuse(found.map((one) => `${one} (VIENREIZ_SEED=${seed})`));
    const taken = samples.filter((one) => one.holds).length;
    assert.ok(taken > 8 && taken < samples.length - 100,
        `${taken} of ${samples.length} are taken, which says little (VIENREIZ_SEED=${seed})`);
    return `VIENREIZ_SEED=${seed}: ${samples.length} changes, ${taken} of them harmless`;
}

// ---- the suite --------------------------------------------------------------------------------

async function judged(judges, sample, holds) {
    const found = await judges.disagreement({...sample});
    if (found) refuse([found]);
    const {holds: really, said} = await judges.page(sample);
    assert.equal(really, holds, said);
}

async function at_the_edges(judges) {
    const samples = await edges(judges.modules);
    refuse(await disagreements(judges, samples));
    refuse(samples.filter((one) => one.holds !== one.wanted)
            .map((one) => `${one.what} is ${one.holds ? 'taken' : 'refused'}`));
    return `${samples.length} edges, ${samples.filter((one) => one.holds).length} of them taken`;
}

export async function agreement(browser, site, witnessed_site) {
    const judges = new Judges(await served_modules(site));
    const plain = await receipt_of_an_answer(site);
    const witnessed = await receipt_of_an_answer(witnessed_site);
    await test('The page and the command take a receipt with its answer, and no other answer',
        async () => {
            for (const kept of [plain, witnessed]) {
                await judged(judges, {...kept, what: 'whole'}, true);
                await judged(judges, {...kept, answer: `${kept.answer} `, what: 'spaced'}, false);
                await judged(judges, {...kept, answer: '\n', what: 'no answer'}, false);
            }
            await judged(judges,
                {...plain, policy: witnessed.policy, what: 'another journal of that name'}, false);
            for (const kept of [plain, witnessed]) {
                const by_root = anchored(kept);
                await judged(judges, {...by_root, what: 'anchored'}, true);
                await judged(judges, {...by_root, answer: `${kept.answer} `, what: 'spaced'}, false);
                await judged(judges, {...by_root, policy: kept.policy, what: 'without root'}, false);
                await judged(judges, {...kept, policy: by_root.policy, what: 'not anchored'}, false);
            }
        });
    await test('The page and the command judge alike whatever byte is changed',
        () => over_random_changes(judges, subjects_of(witnessed, plain)));
    await test('The page and the command judge alike at the edges of the formats',
        () => at_the_edges(judges));
}
