// Signed notes (c2sp.org/signed-note), checkpoints (c2sp.org/tlog-checkpoint), verifier keys and what is signed with them
// (c2sp.org/tlog-cosignature). What the program takes is taken and what it refuses is refused, by the same rules in the
// same words: src/journal/{note,checkpoint,cosignature,verification}.cpp.
//
// A text is held as its bytes: a string in which every character stands for one byte. So a name is compared, cut and
// searched by its bytes, whatever they are, and nothing is repaired on the way as a decoder would.
import { ml_dsa44 } from './ml_dsa_44.js';

// Those of src/base/limits.hpp.
const KiB = 1024;
export const limits = { receipt_bytes: 512 * KiB, policy_bytes: 256 * KiB, note_bytes: 256 * KiB,
    note_signatures: 64 };

// Why something is refused: a code, for which the page has a sentence, and the values it is filled with.
export class Refusal extends Error {
    constructor(code, values = [], line = undefined) {
        super([code, ...values].join(' '));
        Object.assign(this, { code, values, line });
    }
}
export function refuse(code, values, line) { throw new Refusal(code, values, line); }

// ---- bytes ------------------------------------------------------------------------------------

export function text_of(bytes) {
    const piece = 8192;
    let text = '';
    for (let at = 0; at < bytes.length; at += piece)
        text += String.fromCharCode(...bytes.subarray(at, at + piece));
    return text;
}
export function bytes_of(text) {
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; ++at) bytes[at] = text.charCodeAt(at);
    return bytes;
}
const in_utf8 = (text) => text_of(new TextEncoder().encode(text));
export const for_people = (text) => new TextDecoder().decode(bytes_of(text));

export function is_utf8(text) {
    try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes_of(text));
        return true;
    } catch {
        return false;
    }
}

export const base64 = btoa;
export const hex = (text) =>
    [...text].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');

// RFC 4648 §4, canonical: padded, and the bits that are left over are zero. Nothing for any other text.
export function from_base64(text) {
    if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
    const bytes = atob(text);
    return btoa(bytes) === text ? bytes : undefined;
}

export function hash_from_base64(text) {
    const bytes = from_base64(text);
    return bytes?.length === 32 ? bytes : undefined;
}

// Decimal digits and nothing else, within 64 bits.
export function number(text) {
    if (!/^[0-9]{1,40}$/.test(text)) return undefined;
    const value = BigInt(text);
    return value >> 64n === 0n ? value : undefined;
}

function big_endian(value) {
    let out = '';
    for (let shift = 56n; shift >= 0n; shift -= 8n)
        out += String.fromCharCode(Number(value >> shift & 0xffn));
    return out;
}
const from_big_endian = (text) => BigInt(`0x${hex(text)}`);

export const sha256_of_bytes = async (bytes) =>
    text_of(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
export const sha256 = (text) => sha256_of_bytes(bytes_of(text));

// ---- verifier keys ----------------------------------------------------------------------------

export const types = { ed25519: 1, ed25519_cosignature: 4, ml_dsa_44: 6 };
const key_bytes = { 1: 32, 4: 32, 6: 1312 };

// Unicode's White_Space without the control characters below U+0020, which no name holds either.
const spaces = [...' \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008' +
    '\u2009\u200a\u2028\u2029\u202f\u205f\u3000'].map(in_utf8);

function is_key_name(name) {
    return name !== '' && is_utf8(name) && !name.includes('+') && !/[\x00-\x1f]/.test(name) &&
        !spaces.some((space) => name.includes(space));
}

// RFC 8032 §5.1.3: y is below 2^255 - 19, and where x is zero its sign is too.
function is_canonical_ed25519(key) {
    const at = (place) => key.charCodeAt(place);
    const top = at(31) & 0x7f;
    const middle_is = (byte) => [...key.slice(1, 31)].every((c) => c.charCodeAt(0) === byte);
    const largest = top === 0x7f && middle_is(0xff);
    if (largest && at(0) >= 0xed) return false;
    const x_is_zero = (top === 0 && middle_is(0) && at(0) === 1) || (largest && at(0) === 0xec);
    return !x_is_zero || (at(31) & 0x80) === 0;
}

// "<name>+<hex key id>+<base64 of type and key>"; the base64 may hold plus signs itself.
export async function verifier_key(vkey) {
    const first = vkey.indexOf('+'), second = first < 0 ? -1 : vkey.indexOf('+', first + 1);
    const name = vkey.slice(0, first);
    if (second < 0 || !is_key_name(name)) refuse('key_form');
    const typed = from_base64(vkey.slice(second + 1));
    if (!typed) refuse('key_base64');
    const type = typed.charCodeAt(0), raw = typed.slice(1);
    if (!(type in key_bytes)) refuse('key_type');
    if (raw.length !== key_bytes[type]) refuse('key_length', [key_bytes[type]]);
    if (type !== types.ml_dsa_44 && !is_canonical_ed25519(raw)) refuse('key_canonical');
    // key ID = SHA-256(key name || 0x0A || signature type || public key)[:4]
    const id = (await sha256(`${name}\n${typed}`)).slice(0, 4);
    if (hex(id) !== vkey.slice(first + 1, second)) refuse('key_id', [hex(id)]);
    return { name, id, type, raw };
}

export const is_log_key = (key) => key.type !== types.ed25519_cosignature;
export const is_cosigner_key = (key) => key.type !== types.ed25519;

// ---- notes ------------------------------------------------------------------------------------

const dash = in_utf8('\u2014 '); // em dash, space

const line_at = (text, place) => text.slice(0, place).split('\n').length - 1;

function signature_line(line, number) {
    if (!line.startsWith(dash)) refuse('note_line', [], number);
    const space = line.indexOf(' ', dash.length);
    const name = line.slice(dash.length, space);
    if (space < 0 || !is_key_name(name)) refuse('note_name', [], number);
    const raw = from_base64(line.slice(space + 1));
    if (!raw || raw.length <= 4) refuse('note_signature', [], number);
    return { name, id: raw.slice(0, 4), signature: raw.slice(4), line: number };
}

// The form only. `first`: the number of the note's first line in the file it stands in.
export function parse_note(whole, first = 1) {
    if (whole.length > limits.note_bytes) refuse('note_large', [limits.note_bytes]);
    if (!is_utf8(whole)) refuse('note_utf8');
    const control = whole.search(/[\x00-\x09\x0b-\x1f]/);
    if (control >= 0) refuse('note_control', [], first + line_at(whole, control));
    // "The text is separated from the signatures by the last empty line in the note."
    const gap = whole.lastIndexOf('\n\n');
    if (gap < 0) refuse('note_gap');
    const lines = whole.slice(gap + 2);
    if (!lines.endsWith('\n')) refuse('note_end');
    const text = whole.slice(0, gap + 1), below = first + line_at(whole, gap + 2);
    const signatures = [];
    for (const line of lines.slice(0, -1).split('\n')) {
        if (signatures.length === limits.note_signatures)
            refuse('note_many', [limits.note_signatures]);
        signatures.push(signature_line(line, below + signatures.length));
    }
    return { text, signatures };
}

// The text of a note, without its signatures.
export function parse_checkpoint(text, first = 1) {
    const lines = text.slice(0, -1).split('\n');
    if (!text.endsWith('\n') || lines.length < 3 || lines.includes(''))
        refuse('checkpoint_lines', [], first);
    const size = number(lines[1]);
    // "ASCII decimal representation ..., with no leading zeroes (unless the tree is empty)"
    if (size === undefined || size.toString() !== lines[1])
        refuse('checkpoint_size', [], first + 1);
    const root = hash_from_base64(lines[2]);
    if (!root) refuse('checkpoint_root', [], first + 2);
    return { origin: lines[0], size, root };
}

// ---- signatures -------------------------------------------------------------------------------

async function ed25519_holds(key, message, signature) {
    if (signature.length !== 64) return false;
    try {
        const algorithm = { name: 'Ed25519' };
        const imported = await crypto.subtle.importKey(
            'raw', bytes_of(key), algorithm, false, ['verify']);
        return await crypto.subtle.verify(
            algorithm, imported, bytes_of(signature), bytes_of(message));
    } catch {
        return false; // bytes that are no point of the curve
    }
}

function ml_dsa_44_holds(key, message, signature) {
    return signature.length === 2420 &&
        ml_dsa44.verify(bytes_of(signature), bytes_of(message), bytes_of(key));
}

// When a cosignature was made: seconds since 1970. "It MUST NOT exceed 2^63 - 1"
export function cosigned_at(signature) {
    if (signature.length <= 8) return undefined;
    const seconds = from_big_endian(signature.slice(0, 8));
    return seconds >> 63n === 0n ? seconds : undefined;
}

// "struct cosigned_message"; a checkpoint is the subtree from 0 to its size.
function ml_dsa_message(cosigner, { origin, size, root }, seconds) {
    const longest = 255;
    if (cosigner.length > longest || origin.length > longest) return undefined;
    const short = (text) => String.fromCharCode(text.length) + text;
    return `subtree/v1\n\0${short(cosigner)}${big_endian(seconds)}${short(origin)}` +
        `${big_endian(0n)}${big_endian(size)}${root}`;
}

// Whether these bytes are a signature of `key` over the note's text, which is a checkpoint.
export async function holds(key, note, signature) {
    if (key.type === types.ed25519) return ed25519_holds(key.raw, note.text, signature);
    const seconds = cosigned_at(signature);
    if (seconds === undefined) return false;
    const rest = signature.slice(8);
    if (key.type === types.ed25519_cosignature)
        return ed25519_holds(key.raw, `cosignature/v1\ntime ${seconds}\n${note.text}`, rest);
    const message = ml_dsa_message(key.name, parse_checkpoint(note.text), seconds);
    return message !== undefined && ml_dsa_44_holds(key.raw, message, rest);
}

// Whether this browser can do it: "no_crypto", "no_ed25519" or nothing. It says so of itself only where it verifies a
// signature and refuses another one (RFC 8032 §7.1, test 1).
export async function what_is_missing() {
    if (!globalThis.crypto?.subtle) return 'no_crypto';
    const key = from_base64('11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=');
    const signature = from_base64('5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc' +
        '+bRr0lv18FlbviRlUUFDjnoQCw==');
    const right = await ed25519_holds(key, '', signature);
    return right && !await ed25519_holds(key, 'x', signature) ? undefined : 'no_ed25519';
}
