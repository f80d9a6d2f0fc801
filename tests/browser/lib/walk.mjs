// Every page a visitor can reach by links from the start page, breadth first.
import {broken_rules} from './rules.mjs';

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
        headers: {Cookie: cookies.map((one) => `${one.name}=${one.value}`).join('; ')},
        signal: AbortSignal.timeout(answer_within)
    });
    await response.body?.cancel();
    return response.status;
}

// The slow rules see each text once: the same <main> in another role's frame is the same to them.
async function is_new(page, seen) {
    const text = await page.evaluate(() => document.documentElement.lang +
            document.querySelector('main').innerHTML.replace(/name="csrf" value="[^"]*"/g, ''));
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
}

class Walk {
    constructor(visitor, seen) {
        Object.assign(this, {
            visitor,
            seen,
            findings: [],
            pages: 0,
            waiting: [],
            known: new Set(),
            alike: new Map()
        });
    }

    async go() {
        this.waiting.push(
            {address: `${this.visitor.site.url}/${this.visitor.language}`, from: 'the start'});
        while (this.waiting.length > 0 && this.pages < pages_at_most)
            await this.visit(this.waiting.shift());
        return this;
    }

    async visit({address, from}) {
        const response = await this.visitor.page.goto(address);
        if (response.status() !== 200) {
            this.findings.push(
                `${this.visitor.path()} answers ${response.status()}, linked from ${from}`);
            this.visitor.troubles.length = 0; // the browser's own note of the status
            return;
        }
        const fresh = await is_new(this.visitor.page, this.seen);
        this.findings.push(...await broken_rules(this.visitor, {slow: fresh || this.pages === 0}));
        ++this.pages;
        const links = (await links_of(this.visitor.page)).filter((link) => this.is_next(link));
        await Promise.all(links.map((link) => this.follow(link, this.visitor.path())));
    }

    // Ours, not met yet, and not one of many alike.
    is_next(link) {
        if (this.known.has(link) || !link.startsWith(this.visitor.site.url)) return false;
        this.known.add(link);
        const like = shape(this.path(link)), count = this.alike.get(like) ?? 0;
        this.alike.set(like, count + 1);
        return count < alike_at_most;
    }

    async follow(link, from) {
        const language = this.path(link).match(/^\/(lv|en)(?=\/|$)/)?.[1];
        if (language === this.visitor.language) {
            this.waiting.push({address: link, from});
            return;
        }
        const status = await status_of(this.visitor, link);
        if (status >= 400)
            this.findings.push(`${this.path(link)} answers ${status}, linked from ${from}`);
    }

    path(link) { return link.slice(this.visitor.site.url.length); }
}

export const walk = (visitor, seen) => new Walk(visitor, seen).go();
