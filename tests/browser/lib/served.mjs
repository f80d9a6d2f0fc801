// The site's own modules as it serves them, run under node.
import {webcrypto} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {text_at} from './site.mjs';

const modules = ['receipt.js', 'policy.js', 'note.js', 'ml_dsa_44.js'];

globalThis.crypto ??= webcrypto; // node 18 has it by this name only

export async function served_modules(site) {
    const [assets] = (await text_at(site, '/en')).match(/\/assets\/[0-9a-f]+\//);
    const folder = `${process.env.VIENREIZ_BROWSER}/served`;
    mkdirSync(folder, {recursive: true});
    writeFileSync(`${folder}/package.json`, '{"type": "module"}');
    for (const name of modules)
        writeFileSync(`${folder}/${name}`, await text_at(site, assets + name));
    const load = (name) => import(`${folder}/${name}`);
    return {
        ...await load('receipt.js'),
        ...await load('note.js'),
        ...await load('policy.js'),
        ...await load('ml_dsa_44.js')
    };
}
