// Receipts and policies at the edges of their formats, and whether they are to be taken.
import {ed25519, forged, ml_dsa_44} from './forge.mjs';

const log = ed25519('log.example/one', 'log');
const witness = (name) => ed25519(`witness.example/${name}`, name, 4);
const trusting = (more = 'quorum none\n') => `log ${log.vkey}\n${more}`;
const base64 = (bytes) => Buffer.from(bytes).toString('base64');

// ---- of receipts ------------------------------------------------------------------------------

const line_of_nobody = (name = 'nobody', bytes = 'key and signature') =>
    `— ${name} ${base64(bytes)}\n`;

async function whole_receipts(modules) {
    const make = (options) => forged(modules, {log, ...options});
    const largest = 2n ** 64n - 1n;
    return [
        ['the only entry', true, await make({index: 0n, size: 1n})],
        [
            'the last entry of a tree that is no power of two', true,
            await make({index: 12n, size: 13n})
        ],
        ['the largest numbers', true, await make({index: largest - 1n, size: largest})],
        ['an empty entry', true, await make({entry: Buffer.alloc(0)})],
        ['an entry that is no text', true, await make({entry: Buffer.from([0xff, 0, 10])})],
        ['a size signed with a zero before it', false, await make({size_text: '07'})],
        ['a size signed in sixteens', false, await make({size_text: '0x7'})],
        [
            'a path longer than to its place', false,
            await make({index: 0n, size: 8n, size_text: '2'})
        ],
        ['a place just beyond the tree', false, await make({index: 4n, size: 8n, size_text: '4'})],
        ['extension lines', true, await make({extensions: 'one\nand more\n'})],
        ['an extension that is no UTF-8', false, await make({extensions: Buffer.from([0xff, 10])})],
        ['an extension in UTF-8', true, await make({extensions: Buffer.from('ā\n')})],
        ['numbers past 64 bits', false, await make({index: largest + 1n, size: largest + 2n})],
        ['a tab in an extension line', false, await make({extensions: 'one\ttwo\n'})],
        ['DEL in an extension line', true, await make({extensions: 'one\x7ftwo\n'})],
        ['an empty extension line', false, await make({extensions: 'one\n\ntwo\n'})],
        ['64 signatures', true, await make({more: line_of_nobody().repeat(63)})],
        ['65 signatures', false, await make({more: line_of_nobody().repeat(64)})],
        ['the same signature twice', true, await make({signers: [log, log]})],
        ['no signature of the log', false, await make({signers: [witness('w1')]})],
        [
            'a signature line of 4 bytes', false,
            await make({more: line_of_nobody('nobody', 'four')})
        ],
        [
            'a signature line of 5 bytes', true,
            await make({more: line_of_nobody('nobody', 'fives')})
        ],
        ['a name with a plus sign', false, await make({more: line_of_nobody('no+body')})],
        ['a name with an em space', false, await make({more: line_of_nobody('no\u2003body')})],
        ['a name with a soft hyphen', true, await make({more: line_of_nobody('no\u00adbody')})],
        ['a name with DEL', true, await make({more: line_of_nobody('no\x7fbody')})],
        [
            'a name with a control character of Unicode', false,
            await make({more: line_of_nobody('no\u0085body')})
        ],
        ['a name outside the first plane', true, await make({more: line_of_nobody('\u{1f600}')})],
        ['no name', false, await make({more: line_of_nobody('')})],
        ['a hyphen for the dash', false, await make({more: line_of_nobody().replace('—', '-')})],
        ['the log\'s name under another id', true, await make({more: line_of_nobody(log.name)})],
        [
            'the log\'s own key over nothing', false,
            await make({more: log.sign('something else\n')})
        ],
    ];
}

// Signed, as it says, by a key whose name is these bytes.
const with_name = (text, name) => Buffer.concat(
    [Buffer.from(`${text}— `), Buffer.from(name, 'latin1'), Buffer.from(' AAAAAAAA\n')]);

const receipt_changes = [
    ['a newline at its end', false, (text) => `${text}\n`],
    ['no newline at its end', false, (text) => text.slice(0, -1)],
    ['a byte order mark', false, (text) => `\ufeff${text}`],
    ['lines that end as Windows ends them', false, (text) => text.replaceAll('\n', '\r\n')],
    ['a first line in capitals', false, (text) => text.replace('c2sp', 'C2SP')],
    ['no extra line', false, (text) => text.replace(/extra .*\n/, '')],
    ['an entry without padding', false, (text) => text.replace(/^(extra [^=\n]*)=+$/m, '$1')],
    ['an entry whose last bits are set', false, (text) => text.replace(/Q==$/m, 'R==')],
    ['an entry of base64url', false, (text) => text.replace(/\+/, '-')],
    ['a space behind the entry', false, (text) => text.replace(/^(extra .*)$/m, '$1 ')],
    ['an index with a zero before it', false, (text) => text.replace('index ', 'index 0')],
    ['an index with a plus sign', false, (text) => text.replace('index ', 'index +')],
    ['an index below zero', false, (text) => text.replace('index ', 'index -')],
    ['an index in sixteens', false, (text) => text.replace('index ', 'index 0x')],
    ['an index past 64 bits', false, (text) => text.replace(/index .*/, `index ${2n ** 64n}`)],
    ['no index', false, (text) => text.replace(/index .*/, 'index ')],
    ['an index in other digits', false, (text) => text.replace(/index .*/, 'index \u0662')],
    ['a size with a zero before it', false, (text) => text.replace(/^7$/m, '07')],
    ['a size past 64 bits', false, (text) => text.replace(/^7$/m, `${2n ** 64n + 7n}`)],
    [
        'a hash of 31 bytes', false,
        (text) => text.replace(/^(?!extra|index).{43}=$/m, base64('1'.repeat(31)))
    ],
    ['a hash too many', false, (text) => text.replace('\n\n', `\n${base64('1'.repeat(32))}\n\n`)],
    [
        '65 hashes', false,
        (text) => text.replace('\n\n', `\n${`${base64('1'.repeat(32))}\n`.repeat(65)}\n`)
    ],
    ['two empty lines before the signatures', false, (text) => text.replace(/\n\n—/, '\n\n\n—')],
    ['a tab in a signature line', false, (text) => text.replace(/(— \S*) /, '$1\t')],
    ['two bytes of UTF-8 in a name', true, (text) => with_name(text, '\xc4\x81')],
    ['bytes that are no UTF-8 in a name', false, (text) => with_name(text, '\xff')],
    [
        'half of a pair in a name', false,
        (text) =>
            Buffer.concat([Buffer.from(text), Buffer.from('— \xed\xa0\x80 AAAAAAAA\n', 'latin1')])
    ],
    ['a sign in more bytes than it takes', false, (text) => with_name(text, '\xc1\x81')],
    ['nothing', false, () => ''],
    ['as much as there may be', false, () => 'a'.repeat(512 * 1024)],
    ['more than there may be', false, () => 'a'.repeat(512 * 1024 + 1)],
];

// Of exactly so many bytes: the entry takes most of them, and the name of a key nobody knows what is left.
async function receipt_of(modules, bytes) {
    const least = Buffer.byteLength(await forged(modules, {log, entry: Buffer.alloc(0)}));
    const groups = Math.floor((bytes - least - 40) / 4), line = Buffer.byteLength('—  AAAAAAAA\n');
    const name = 'n'.repeat(bytes - least - 4 * groups - line);
    return forged(
        modules, {log, entry: Buffer.alloc(3 * groups, 'x'), more: `— ${name} AAAAAAAA\n`});
}

async function large_receipts(modules) {
    const most = modules.limits.receipt_bytes, longest = modules.limits.note_bytes;
    const note = async (bytes) => {
        const text = await forged(modules, {log});
        const line = Buffer.byteLength('—  AAAAAAAA\n');
        const spent = Buffer.byteLength(text.slice(text.indexOf('\n\n') + 2)) + line;
        return forged(modules, {log, more: `— ${'n'.repeat(bytes - spent)} AAAAAAAA\n`});
    };
    return [
        ['the largest receipt', true, await receipt_of(modules, most)],
        ['one byte more', false, await receipt_of(modules, most + 1)],
        ['the largest note', true, await note(longest)],
        ['one byte more in the note', false, await note(longest + 1)]
    ];
}

// ---- of policies ------------------------------------------------------------------------------

const w1 = witness('w1'), w2 = witness('w2'), w3 = witness('w3');
const three = `witness a ${w1.vkey}\nwitness b ${w2.vkey}\nwitness c ${w3.vkey}\n`;
const typed_key = (vkey) => Buffer.from(vkey.split('+').slice(2).join('+'), 'base64');

// y = 1 with the sign of x set, which RFC 8032 does not write; and a key of a type nobody knows.
function odd_key(modules, name, type, raw) {
    const typed = Buffer.concat([Buffer.from([type]), raw]);
    return modules.sha256(`${name}\n${typed.toString('latin1')}`)
        .then((hash) => `${name}+${modules.hex(hash.slice(0, 4))}+${base64(typed)}`);
}

async function odd_keys(modules) {
    const one = (last, first = 1) =>
        Buffer.concat([Buffer.from([first]), Buffer.alloc(30), Buffer.from([last])]);
    const all = (first, last) =>
        Buffer.concat([Buffer.from([first]), Buffer.alloc(30, 0xff), Buffer.from([last])]);
    const keys = [
        ['a key of small order', true, one(0)], ['its sign set', false, one(0x80)],
        ['y as large as the prime', false, all(0xed, 0x7f)], ['y one less', true, all(0xec, 0x7f)],
        ['y one less, its sign set', false, all(0xec, 0xff)],
        ['a key of 31 bytes', false, Buffer.alloc(31, 1)],
        ['no point of the curve', true, one(0, 2)]
    ];
    const out = [];
    for (const [what, wanted, raw] of keys)
        out.push([
            what, wanted,
            trusting(`witness x ${await odd_key(modules, 'x', 4, raw)}\nquorum none\n`)
        ]);
    const stranger = await odd_key(modules, 'x', 2, Buffer.alloc(32, 1));
    out.push(['a key of another type', false, trusting(`witness x ${stranger}\nquorum none\n`)]);
    return out;
}

const policies = [
    ['no quorum line', false, trusting('')],
    ['no last newline', false, trusting('quorum none')],
    ['an empty line and a remark', true, trusting('\n# quorum x\n\nquorum none\n')],
    ['tabs and spaces', true, `\tlog  ${log.vkey} \t https://log.example\n quorum\tnone \n`],
    ['a carriage return', false, trusting('quorum none\r\n')],
    ['DEL', false, trusting('# \x7f\nquorum none\n')],
    [
        'bytes that are no UTF-8 in a remark', true,
        Buffer.concat([Buffer.from('# \xff\n', 'latin1'), Buffer.from(trusting())])
    ],
    ['two quorums', false, trusting('quorum none\nquorum none\n')],
    ['two words behind quorum', false, trusting('quorum none none\n')],
    ['another word', false, trusting('Quorum none\n')],
    ['a quorum nobody has named', false, trusting('quorum x\n')],
    ['a quorum of all three', true, trusting(`${three}group g all a b c\nquorum g\n`)],
    ['a quorum of two', true, trusting(`${three}group g 2 a b c\nquorum g\n`)],
    ['a number with zeros before it', true, trusting(`${three}group g 002 a b c\nquorum g\n`)],
    ['a number with a plus sign', false, trusting(`${three}group g +2 a b c\nquorum g\n`)],
    ['none of them', false, trusting(`${three}group g 0 a b c\nquorum g\n`)],
    ['four of three', false, trusting(`${three}group g 4 a b c\nquorum g\n`)],
    [
        'a number past 64 bits', false,
        trusting(`${three}group g ${2n ** 64n + 2n} a b c\nquorum g\n`)
    ],
    ['a group of groups', true, trusting(`${three}group g any a b\ngroup h all g c\nquorum h\n`)],
    [
        'a group named below', false,
        trusting(`${three}group h all g c\ngroup g any a b\nquorum h\n`)
    ],
    [
        'a member of two groups', false,
        trusting(`${three}group g any a b\ngroup h any b c\nquorum h\n`)
    ],
    ['a member twice', false, trusting(`${three}group g any a a\nquorum g\n`)],
    ['a group without members', false, trusting('group g any\nquorum none\n')],
    ['a name twice', false, trusting(`${three}group a any b c\nquorum a\n`)],
    ['a witness named none', false, trusting(`witness none ${w1.vkey}\nquorum none\n`)],
    ['a group named none', false, trusting(`${three}group none any a\nquorum none\n`)],
    [
        'a key twice under two names', false,
        trusting(`witness a ${w1.vkey}\nwitness b ${
            ed25519('other.example', 'w1', 4).vkey}\nquorum none\n`)
    ],
    ['the log\'s key for a witness', false, trusting(`witness a ${log.vkey}\nquorum none\n`)],
    ['a witness\'s key for a log', false, `log ${w1.vkey}\nquorum none\n`],
    ['two logs', true, `log ${ed25519('log.example/two', 'two').vkey}\n${trusting()}`],
    ['a witness\'s key for a second log', false, `log ${w1.vkey}\n${trusting()}`],
    ['no log', false, `${three}quorum a\n`],
    ['another log', false, `log ${ed25519('log.example/two', 'two').vkey}\nquorum none\n`],
    [
        'a key whose id is in capitals', false,
        trusting().replace(/\+[0-9a-f]{8}\+/, (id) => id.toUpperCase())
    ],
    ['a key without an id', false, `log ${log.name}+${base64(typed_key(log.vkey))}\nquorum none\n`],
    [
        'a witness who has not cosigned', false,
        trusting(`${three}witness d ${witness('w4').vkey}\ngroup g all a b c d\nquorum g\n`)
    ],
    [
        'a witness who has not cosigned and need not', true,
        trusting(`${three}witness d ${witness('w4').vkey}\ngroup g 3 a b c d\nquorum g\n`)
    ],
    ['a witness alone', true, trusting(`${three}quorum b\n`)],
    ['nothing', false, ''],
    ['a newline', false, '\n'],
    [
        'as much as there may be', true,
        `#${'x'.repeat(256 * 1024 - trusting().length - 2)}\n${trusting()}`
    ],
    [
        'more than there may be', false,
        `#${'x'.repeat(256 * 1024 - trusting().length - 1)}\n${trusting()}`
    ],
];

// ---- of cosignatures --------------------------------------------------------------------------

async function cosigned(modules) {
    const pq = ml_dsa_44(modules, 'witness.example/pq', 'pq'),
          own = ml_dsa_44(modules, log.name, 'own');
    const by = (one, time) => ({sign: (text) => one.sign(text, time)});
    const policy =
        trusting(`witness a ${w1.vkey}\nwitness pq ${pq.vkey}\ngroup g all a pq\nquorum g\n`);
    const make = (...signers) => forged(modules, {log, signers: [log, ...signers]});
    const long = ml_dsa_44(modules, 'n'.repeat(256), 'long');
    return [
        ['by both kinds of keys', true, await make(w1, pq), policy],
        [
            'at the last moment there is', true,
            await make(by(w1, 2n ** 63n - 1n), by(pq, 2n ** 63n - 1n)), policy
        ],
        ['a moment later, Ed25519', false, await make(by(w1, 2n ** 63n), pq), policy],
        ['a moment later, ML-DSA', false, await make(w1, by(pq, 2n ** 63n)), policy],
        ['without one of them', false, await make(w1), policy],
        [
            'by a log whose only key is of ML-DSA', true, await make(own),
            `log ${own.vkey}\nquorum none\n`
        ],
        [
            'by one key as log and as witness', true, await make(own),
            `log ${own.vkey}\nwitness own ${own.vkey}\nquorum own\n`
        ],
        [
            'extensions, which ML-DSA does not cover', true,
            (await forged(modules, {log, signers: [log, w1, pq], extensions: 'one\n'})), policy
        ],
        ['for another text', false, await make({sign: () => w1.sign('a\n1\nb\n')}, pq), policy],
        [
            'by a name of 256 bytes, which nobody trusts', true,
            await make({sign: () => line_of_nobody('n'.repeat(256))}), trusting()
        ],
        [
            'by a name of 256 bytes', false, await make({
                sign: (text) => {
                    try {
                        return long.sign(text);
                    } catch {
                        return `— ${long.name} ${base64(Buffer.concat([
                            Buffer.from(long.vkey.split('+')[1], 'hex'), Buffer.alloc(2428)
                        ]))}\n`;
                    }
                }
            }),
            trusting(`witness long ${long.vkey}\nquorum none\n`)
        ],
    ];
}

export async function edges(modules) {
    const usual = await forged(modules, {log}),
          cosigned_by_three = await forged(modules, {log, signers: [log, w1, w2, w3]});
    const padded = await forged(modules, {log, entry: Buffer.from('0123456789')});
    const of = (sort) => ([what, wanted, receipt, policy = trusting()]) => ({
        what: `${sort}: ${what}`,
        wanted,
        receipt: Buffer.from(receipt),
        policy: Buffer.from(policy)
    });
    return [
        ...(await whole_receipts(modules)).map(of('a receipt')),
        ...(await large_receipts(modules)).map(of('a receipt')),
        ...receipt_changes.map(
            ([what, wanted, change]) => of('a receipt')(
                [what, wanted, change(what.startsWith('an entry') ? padded : usual)])),
        ...[...policies, ...await odd_keys(modules)].map(
            ([what, wanted, policy]) => of('a policy')([what, wanted, cosigned_by_three, policy])),
        ...(await cosigned(modules)).map(of('cosigned')),
    ];
}
