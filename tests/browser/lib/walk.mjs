// Every page a visitor can reach by links from the start page, breadth first.
import { broken_rules } from './rules.mjs';

const pages_at_most = 60;
const alike_at_most = 2; // pages that differ in an id, a number or a query alone
const answer_within = 10_000;

const shape = (path) => path.split('?')[0].replace(/\/([0-9a-z]{26}|\d+)(?=\/|$)/g, '/*');

async function links_of(page) {
    const found = await page.$$eval('a[href]', (all) => all.map((one) => one.href.split('#')[0]));
    return [...new Set(found)];
}

// What is not a page of this walk must be there all the same.
async function status_of(visitor, address) {
    const cookies = await visitor.context.cookies(address);
    const response = await fetch(address, {
        headers: { Cookie: cookies.map((one) => `${one.name}=${one.value}`).join('; ') },
        signal: AbortSignal.timeout(answer_within) });
    await response.body?.cancel();
    return response.status;
}

// The slow rules see each text once: the same <main> in another role's frame is the same to them.
async function is_new(page, seen) {
    const text = await page.evaluate(() => document.documentElement.lang
        + document.querySelector('main').innerHTML.replace(/name="csrf" value="[^"]*"/g, ''));
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
}

export async function walk(visitor, seen) {
    const start = `${visitor.site.url}/${visitor.language}`;
    const findings = [], waiting = [start], known = new Set(waiting), alike = new Map();
    const refer = new Map([[start, 'the start']]);
    let pages = 0;
    while (waiting.length > 0 && pages < pages_at_most) {
        const address = waiting.shift();
        const response = await visitor.page.goto(address);
        if (response.status() !== 200) {
            findings.push(`${visitor.path()} answers ${response.status()}, linked from ${refer.get(address)}`);
            visitor.troubles.length = 0;
            continue;
        }
        ++pages;
        const fresh = await is_new(visitor.page, seen);
        findings.push(...await broken_rules(visitor, { axe: fresh || pages === 1 }));
        for (const link of await links_of(visitor.page)) {
            if (known.has(link) || !link.startsWith(visitor.site.url)) continue;
            known.add(link);
            const path = link.slice(visitor.site.url.length);
            const count = (alike.get(shape(path)) ?? 0) + 1;
            alike.set(shape(path), count);
            if (count > alike_at_most) continue;
            refer.set(link, visitor.path());
            if (path.match(/^\/(lv|en)(?=\/|$)/)?.[1] === visitor.language) { waiting.push(link); continue; }
            const status = await status_of(visitor, link);
            if (status >= 400) findings.push(`${path} answers ${status}, linked from ${visitor.path()}`);
        }
    }
    return { findings, pages };
}
