// Receipts (c2sp.org/tlog-proof), verified step by step. Nothing here knows of the page or of the network, so it runs
// under node as well; what it takes and refuses is what `vienreiz verify` takes and refuses (src/journal/receipt.cpp).
//
//   for await (const { step, state, found, why } of check({ receipt, policy, answer })) ...
//
//   receipt   bytes of the file
//   policy    a function of the checkpoint's origin that gives the bytes of the trust policy
//   answer    bytes of the answer the receipt was given for, or nothing
//   state     "begun", then "holds" or "failed"; after "failed" there is no further step
//   found     what there is to show of the step
//   why       the Refusal: a code, its values and the line
import { base64, cosigned_at, for_people, from_base64, hash_from_base64, hex, holds, limits, number,
    parse_checkpoint, parse_note, refuse, Refusal, sha256, sha256_of_bytes, text_of,
    types, what_is_missing } from './note.js';
import { is_quorum, parse_policy, witnessing } from './policy.js';

export { limits, Refusal, what_is_missing };
export const steps = ['form', 'leaf', 'path', 'checkpoint', 'signatures', 'witnesses', 'answer'];

const first_line = 'c2sp.org/tlog-proof@v1';
const longest_proof = 64; // a tree has at most 2^64 leaves

// ---- the form ---------------------------------------------------------------------------------

class Lines {
    constructor(text) { Object.assign(this, { rest: text, number: 0 }); }
    // A text that ends without a newline has no more lines.
    take() {
        const end = this.rest.indexOf('\n');
        ++this.number;
        if (end < 0) refuse('receipt_cut', [], this.number);
        const line = this.rest.slice(0, end);
        this.rest = this.rest.slice(end + 1);
        return line;
    }
}

function beginning(text) {
    const line = for_people(text.split('\n', 1)[0]);
    return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

export function parse_receipt(text) {
    if (text.length > limits.receipt_bytes) refuse('receipt_large', [limits.receipt_bytes]);
    if (text === '') refuse('receipt_empty');
    if (text.split('\n', 1)[0] !== first_line)
        refuse('receipt_first', [first_line, beginning(text)], 1);
    const lines = new Lines(text);
    lines.take();
    const extra = lines.take();
    if (!extra.startsWith('extra ')) refuse('receipt_no_entry', [], 2);
    const entry = from_base64(extra.slice(6));
    if (entry === undefined) refuse('receipt_entry', [], 2);
    const place = lines.take();
    if (!place.startsWith('index ')) refuse('receipt_no_index', [], 3);
    const index = number(place.slice(6));
    // "represented as an ASCII decimal with no leading zeroes (unless the index is `0`)"
    if (index?.toString() !== place.slice(6)) refuse('receipt_index', [], 3);
    const proof = [];
    for (let line = lines.take(); line !== ''; line = lines.take()) {
        if (proof.length === longest_proof) refuse('receipt_long', [], lines.number);
        proof.push(hash_from_base64(line) ?? refuse('receipt_hash', [], lines.number));
    }
    const first = lines.number + 1, note = parse_note(lines.rest, first);
    return { entry, index, proof, note, note_text: lines.rest,
        checkpoint: parse_checkpoint(note.text, first) };
}

// ---- the tree ---------------------------------------------------------------------------------

export const leaf_hash = (entry) => sha256(`\x00${entry}`);
const node_hash = (left, right) => sha256(`\x01${left}${right}`);

const width = (value) => value === 0n ? 0 : value.toString(2).length;
const ones = (value) => value.toString(2).replaceAll('0', '').length;

// On which side of the path each sibling stands, as RFC 9162 §2.1.3.2 has it: up to where the paths of the entry and of
// the last entry meet on either side, above only on the left.
export function sides(index, size) {
    const inner = width(index ^ (size - 1n)), border = ones(index >> BigInt(inner));
    const side_at = (row) => index >> BigInt(row) & 1n ? 'left' : 'right';
    const below = Array.from({ length: inner }, (_, row) => side_at(row));
    return [...below, ...Array(border).fill('left')];
}

// The way from a leaf to the root: each sibling, its side, and the hash of both.
export async function climb(leaf, index, size, proof) {
    if (index >= size) refuse('path_outside', [index, size]);
    const where = sides(index, size);
    if (proof.length !== where.length) refuse('path_length', [proof.length, where.length]);
    const path = [];
    let hash = leaf;
    for (const [row, sibling] of proof.entries()) {
        const side = where[row];
        hash = await (side === 'left' ? node_hash(sibling, hash) : node_hash(hash, sibling));
        path.push({ side, sibling, hash });
    }
    return path;
}

// ---- the steps --------------------------------------------------------------------------------

// A key the policy names, with what it is there: a log, or a witness by a name of the policy's own.
const keys_of = (policy) => [
    ...policy.logs.map(({ key }) => ({ key, is_log: true })),
    ...policy.witnesses.map(({ key, name }) => ({ key, is_log: false, witness: name })),
];

// The signatures of these keys, all verified: "Verifiers MUST ignore signatures from unknown keys, even if they share a
// name or ID (but not both) with a known key." One that a known key signed wrongly makes the whole note worthless.
async function signed_by(note, known, wrong) {
    const out = [];
    for (const { name, id, signature, line } of note.signatures) {
        for (const one of known) {
            if (one.key.name !== name || one.key.id !== id) continue;
            if (!await holds(one.key, note, signature)) refuse(wrong, [for_people(name)], line);
            out.push({ ...one, at: is_timed(one.key) ? cosigned_at(signature) : undefined });
        }
    }
    return out;
}
// Of the anchored journal only its own key counts: witnesses cosign the journal that anchors it.
async function signed_by_its_log({ note, checkpoint: { origin } }, { logs }) {
    const signers = await signed_by(note, logs, 'signature_wrong');
    if (!signers.some(({ key }) => key.name === origin)) refuse('log_unsigned', [for_people(origin)]);
}
const is_timed = (key) => key.type !== types.ed25519;

const shown_signer = ({ key, witness, at }) => ({ name: for_people(key.name), id: hex(key.id),
    type: key.type, at, witness: witness && for_people(witness) });

// Of the policy's names, which are in `have` and which are not.
const standing = ({ witnesses, groups, quorum }, have) => ({
    missing: witnesses.filter(({ name }) => !have.has(name)).map(({ name }) => for_people(name)),
    quorum: for_people(quorum),
    groups: groups.map(({ name, least, members }) => ({ name: for_people(name), least,
        members: members.map(for_people), have: members.filter((one) => have.has(one)).length })),
});

// The path as it is shown, and the root it leads to.
async function shown_climb(leaf, { index, checkpoint, proof }) {
    const path = await climb(leaf, index, checkpoint.size, proof);
    const root = path.at(-1)?.hash ?? leaf;
    return { root, path: path.map(({ side, sibling, hash }) =>
        ({ side, sibling: base64(sibling), hash: base64(hash) })) };
}

// An anchored receipt carries another one in the place of the entry: that of the entry in its own journal, whose
// checkpoint is the entry which the outer one proves.
const act = {
    form(known, found) {
        Object.assign(known, parse_receipt(text_of(known.receipt)));
        if (known.entry.startsWith(first_line)) known.inner = parse_receipt(known.entry);
        const { entry, index, proof, note, checkpoint } = known.inner ?? known;
        Object.assign(found, { entry: for_people(entry), bytes: entry.length, index,
            hashes: proof.length, signatures: note.signatures.length,
            origin: for_people(checkpoint.origin), size: checkpoint.size });
    },

    async leaf(known, found) {
        const { inner } = known;
        known.leaf = await leaf_hash((inner ?? known).entry);
        found.hash = base64(known.leaf);
        if (!inner) return;
        const { root, path } = await shown_climb(known.leaf, inner);
        Object.assign(found, { path, root: base64(root), origin: for_people(inner.checkpoint.origin) });
        if (root !== inner.checkpoint.root) refuse('anchored_root', [found.origin]);
        if (inner.checkpoint.origin === known.checkpoint.origin) refuse('anchored_itself');
        known.leaf = await leaf_hash(inner.note_text);
    },

    async path(known, found) {
        const { root, path } = await shown_climb(known.leaf, known);
        known.root = root;
        Object.assign(found, { path, root: base64(root) });
    },

    async checkpoint(known, found) {
        const { origin, size, root } = known.checkpoint;
        Object.assign(found, { origin: for_people(origin), size,
            computed: base64(known.root), root: base64(root) });
        if (known.root !== root) refuse('root_other');
        known.trusted = await parse_policy(text_of(await known.policy(for_people(origin))));
        if (!known.trusted.logs.some(({ key }) => key.name === origin))
            refuse('origin_unknown', [for_people(origin)]);
    },

    // Its own are the logs' keys, and that of a cosigner of the same name: a journal's second signature is one.
    async signatures(known, found) {
        const { origin } = known.checkpoint;
        const keys = keys_of(known.trusted);
        known.own = await signed_by(known.note,
            keys.filter(({ key, is_log }) => is_log || key.name === origin), 'signature_wrong');
        found.signers = known.own.map(shown_signer);
        if (!known.own.some(({ key, is_log }) => is_log && key.name === origin))
            refuse('log_unsigned', [for_people(origin)]);
        if (known.inner) await signed_by_its_log(known.inner, known.trusted);
    },

    async witnesses(known, found) {
        const { trusted, checkpoint: { origin }, note, own } = known;
        const others = keys_of(trusted).filter(({ key, is_log }) => !is_log && key.name !== origin);
        const cosigned = await signed_by(note, others, 'cosignature_wrong');
        found.signers = cosigned.map(shown_signer);
        const names = new Set([...own, ...cosigned].filter(({ is_log }) => !is_log)
            .map(({ witness }) => witness));
        Object.assign(found, standing(trusted, witnessing(trusted, names)));
        if (!is_quorum(trusted, names))
            refuse('quorum_missing', [found.quorum, names.size, trusted.witnesses.length]);
    },

    async answer(known, found) {
        found.hash = hex(await sha256_of_bytes(known.answer)); // it may be large
        found.named = (known.inner ?? known).entry.match(/"answer":"([0-9a-f]{64})"/)?.[1];
        if ((known.inner ?? known).entry.includes(`"answer":"${found.hash}"`)) return;
        refuse(found.named ? 'answer_other' : 'answer_none');
    },
};

export async function* check(question) {
    const known = { ...question };
    for (const step of steps) {
        if (step === 'answer' && known.answer === undefined) return;
        const found = {};
        yield { step, state: 'begun', found };
        try {
            await act[step](known, found);
        } catch (why) {
            if (!(why instanceof Refusal)) throw why;
            yield { step, state: 'failed', found, why };
            return;
        }
        yield { step, state: 'holds', found };
    }
}

// All of it at once: whether it holds, and else the step and the Refusal.
export async function verdict(question) {
    for await (const { step, state, why } of check(question))
        if (state === 'failed') return { holds: false, step, why };
    return { holds: true };
}
