// Receipts signed by keys of the tests' own, for what no node would write: numbers at their limits, lines nobody knows.
import {createHash, createPrivateKey, createPublicKey, sign} from 'node:crypto';

const sha256 = (...parts) =>
    parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const big_endian = (number) => {
    const out = Buffer.alloc(8);
    out.writeBigUInt64BE(BigInt(number));
    return out;
};
const short = (text) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);

// RFC 8410: the seed stands behind these 16 bytes.
const private_key = (seed) => createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8'
});

function signer(name, type, raw) {
    const typed = Buffer.concat([Buffer.from([type]), raw]);
    const id = sha256(`${name}\n`, typed).subarray(0, 4);
    const line = (signature) => `— ${name} ${base64(Buffer.concat([id, signature]))}\n`;
    return {name, raw, line, vkey: `${name}+${id.toString('hex')}+${base64(typed)}`};
}

// A log's key (type 1), and a witness's (type 4). `seed`: a word.
export function ed25519(name, seed, type = 1) {
    const key = private_key(sha256(seed));
    const raw = createPublicKey(key).export({format: 'der', type: 'spki'}).subarray(-32);
    const out = signer(name, type, raw);
    const over = (text) => sign(null, Buffer.from(text), key);
    return {
        ...out,
        sign: (text, time = 1_700_000_000n) => out.line(type === 1 ?
                over(text) :
                Buffer.concat([big_endian(time), over(`cosignature/v1\ntime ${time}\n${text}`)]))
    };
}

// By the library as the site serves it; what it signs the program must take.
export function ml_dsa_44(modules, name, seed) {
    const {publicKey, secretKey} = modules.ml_dsa44.keygen(sha256(seed));
    const out = signer(name, 6, publicKey);
    return {
        ...out,
        sign: (text, time = 0n) => {
            const [origin, size, root] = String(text).split('\n');
            const message = Buffer.concat([
                Buffer.from('subtree/v1\n\0'), short(name), big_endian(time), short(origin),
                big_endian(0), big_endian(size), Buffer.from(root, 'base64')
            ]);
            return out.line(
                Buffer.concat([big_endian(time), modules.ml_dsa44.sign(message, secretKey)]));
        }
    };
}

// Siblings of any content make a root: whoever signs it makes the receipt hold. Extensions may be bytes that are no text;
// so is the receipt then.
export async function forged(modules, {
    log = ed25519('log.example/one', 'log'),
    entry = Buffer.from('{"type":"test"}'),
    index = 2n,
    size = 7n,
    size_text = `${size}`,
    extensions = '',
    signers = [log],
    more = ''
} = {}) {
    const siblings = modules.sides(index, size).map((_, row) => sha256(`sibling ${row}`));
    const in_text = (bytes) => modules.text_of(bytes);
    const leaf = await modules.leaf_hash(in_text(entry));
    const path = await modules.climb(leaf, index, size, siblings.map(in_text));
    const root = modules.base64(path.at(-1)?.hash ?? leaf);
    const text = Buffer.concat(
        [Buffer.from(`${log.name}\n${size_text}\n${root}\n`), Buffer.from(extensions)]);
    const proof = siblings.map((one) => `${base64(one)}\n`).join('');
    const head = `c2sp.org/tlog-proof@v1\nextra ${base64(entry)}\nindex ${index}\n${proof}\n`;
    const signatures = signers.map((one) => one.sign(text)).join('');
    const whole = Buffer.concat([Buffer.from(head), text, Buffer.from(`\n${signatures}${more}`)]);
    return Buffer.isBuffer(extensions) ? whole : whole.toString();
}
