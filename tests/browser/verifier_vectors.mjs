// The page's modules against vectors that others published, in the folder `shared` beside the repository; the
// environment variable VIENREIZ_SHARED names it where it lies elsewhere.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {served_modules} from './lib/served.mjs';
import {skip, test} from './lib/suite.mjs';
import {Visitor} from './lib/visitor.mjs';

const shared = process.env.VIENREIZ_SHARED ?? new URL('../../../shared', import.meta.url).pathname;

function vectors(inner) {
    const path = `${shared}/data/${inner}`;
    if (!existsSync(path))
        skip(`There are no vectors at ${path}: VIENREIZ_SHARED may name their folder`);
    return path;
}
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

// github.com/transparency-dev/merkle, testdata/inclusion
async function inclusion(modules) {
    const folder = vectors('ledger/merkle-testdata/testdata/inclusion');
    const files = readdirSync(folder, {recursive: true}).filter((name) => name.endsWith('.json'));
    const holds = async ({leafIdx, treeSize, root, leafHash, proof}) => {
        try {
            const hashes =
                (proof ?? []).map((one) => modules.hash_from_base64(one) ?? assert.fail());
            const leaf = modules.hash_from_base64(leafHash) ?? assert.fail();
            const path = await modules.climb(leaf, BigInt(leafIdx), BigInt(treeSize), hashes);
            return modules.base64(path.at(-1)?.hash ?? leaf) === root;
        } catch {
            return false;
        }
    };
    for (const name of files) {
        const vector = json(`${folder}/${name}`);
        assert.equal(await holds(vector), !vector.wantErr, name);
    }
    assert.equal(files.length, 98);
}

// A checkpoint signed by another program, for a journal and its witness, by each with both kinds of keys.
async function checkpoint(modules) {
    const all = json(vectors('ledger/own/vectors.json'));
    const text = modules.text_of(Buffer.from(all.checkpoint));
    const note = modules.parse_note(text);
    assert.equal(modules.parse_checkpoint(note.text).size, 300n);
    for (const whose of ['log_ed25519', 'witness_ed25519', 'log_mldsa44', 'witness_mldsa44']) {
        const key = await modules.verifier_key(all[whose].vkey);
        const line = note.signatures.find(({name, id}) => name === key.name && id === key.id);
        assert.ok(line, `${whose} has signed`);
        assert.equal(await modules.holds(key, note, line.signature), true, whose);
        const changed = line.signature.slice(0, -1) +
            String.fromCharCode(line.signature.charCodeAt(line.signature.length - 1) ^ 1);
        assert.equal(await modules.holds(key, note, changed), false, `${whose}, one bit changed`);
        assert.equal(await modules.holds(
                         key, {...note, text: note.text.replace('300', '301')}, line.signature),
            false, `${whose}, another size`);
    }
}

// CCTV, ed25519: every edge case of the points A and R, by the rule that src/crypto/keys.hpp pins.
const pinned_rule = async ({vectors: all, address}) => {
    const {verifier_key, holds, text_of, hex, sha256, base64} = await import(address);
    const bytes = (digits) =>
        Uint8Array.from(digits.match(/../g) ?? [], (two) => parseInt(two, 16));
    const findings = [];
    let taken = 0;
    for (const {number, key: raw, sig, msg, flags} of all) {
        const typed = `\x01${text_of(bytes(raw))}`;
        const id = hex((await sha256(`x\n${typed}`)).slice(0, 4));
        const key = await verifier_key(`x+${id}+${base64(typed)}`).catch(() => undefined);
        const told = key ? await holds(key, {text: msg}, text_of(bytes(sig))) : false;
        const has = (flag) => (flags ?? []).includes(flag);
        const wanted =
            !has('non_canonical_A') && !has('low_order_residue') && !has('non_canonical_R');
        if (told !== wanted) findings.push(`${number}: ${told}`);
        taken += told ? 1 : 0;
    }
    return {findings, taken, all: all.length};
};

const ed25519_vectors = () => json(vectors('ledger/cctv/ed25519/ed25519vectors.json'));
const as_pinned = {
    findings: [],
    taken: 172,
    all: 914
};

async function ed25519_in_node() {
    const address = `${process.env.VIENREIZ_BROWSER}/served/note.js`;
    assert.deepEqual(await pinned_rule({vectors: ed25519_vectors(), address}), as_pinned);
}

async function ed25519_in_the_browser(browser, site) {
    const all = ed25519_vectors();
    const visitor = await Visitor.arrive(browser, site, {language: 'en'});
    await visitor.open('/check');
    const app = await visitor.page.locator('script[src$="/app.js"]').getAttribute('src');
    const address = new URL(app.replace('app.js', 'note.js'), site.url).href;
    assert.deepEqual(await visitor.page.evaluate(pinned_rule, {vectors: all, address}), as_pinned);
    await visitor.leave();
}

// CCTV, ML-DSA accumulated: 100 keys and signatures out of one stream, into one hash.
async function ml_dsa_44({ml_dsa44}) {
    vectors('ledger/cctv/ML-DSA/accumulated');
    const times = 100, empty = new Uint8Array();
    const seeds = createHash('shake128', {outputLength: 32 * times}).digest();
    const all = createHash('shake128', {outputLength: 32});
    for (let at = 0; at < times; ++at) {
        const {publicKey, secretKey} =
            ml_dsa44.keygen(new Uint8Array(seeds.subarray(32 * at, 32 * at + 32)));
        const signature = ml_dsa44.sign(empty, secretKey, {extraEntropy: false});
        assert.equal(ml_dsa44.verify(signature, empty, publicKey), true);
        all.update(publicKey).update(signature);
    }
    assert.equal(
        all.digest('hex'), 'd51148e1f9f4fa1a723a6cf42e25f2a99eb5c1b378b3d2dbbd561b1203beeae4');
}

export async function verifier_vectors(browser, site) {
    const modules = await served_modules(site);
    await test(
        'The page climbs the 98 Merkle proofs as their authors do', () => inclusion(modules));
    await test('The page verifies the signatures of another program, of both kinds',
        () => checkpoint(modules));
    await test('The page judges 914 edge cases of Ed25519 by the pinned rule, under node',
        ed25519_in_node);
    await test('The page judges 914 edge cases of Ed25519 by the pinned rule, in the browser',
        () => ed25519_in_the_browser(browser, site));
    await test(
        'The ML-DSA-44 that is served gives the accumulated vectors', () => ml_dsa_44(modules));
}
