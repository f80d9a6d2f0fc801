// What a page says for an English sentence: po/lv.po knows the Latvian one.
import {readFileSync} from 'node:fs';

const po = readFileSync(new URL('../../../po/lv.po', import.meta.url), 'utf8');
const latvian = new Map();
for (const entry of po.split(/\n\s*\n/)) {
    const text = (key) => {
        const lines = entry.match(new RegExp(`^${key} ((?:".*"\\s*)+)`, 'm'))?.[1] ?? '';
        return [...lines.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
            .map((part) => JSON.parse(`"${part[1]}"`))
            .join('');
    };
    latvian.set(text('msgid'), text('msgstr'));
}

export const languages = ['lv', 'en'];
export const name_of = {
    lv: 'Latvian',
    en: 'English'
};

export function say(language, sentence, ...values) {
    const known = latvian.get(sentence);
    if (!known) throw new Error(`no page says "${sentence}"`);
    let next = 0;
    return (language === 'lv' ? known : sentence)
        .replace(/\{(\d*)\}/g, (_, at) => values[at || next++]);
}
