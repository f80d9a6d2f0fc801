// "Check us" as its visitor uses it.
import {refuse} from './suite.mjs';
import {Visitor} from './visitor.mjs';

export const steps = ['form', 'leaf', 'path', 'checkpoint', 'signatures', 'witnesses', 'answer'];

export class CheckPage {
    static async open(browser, site, language, options = {}) {
        const visitor = await Visitor.arrive(browser, site, {language, ...options});
        const check = new CheckPage(visitor);
        if (options.before) await visitor.page.addInitScript(options.before);
        await visitor.open('/check');
        if (options.script !== false)
            await visitor.page.locator('[data-check][data-ready]').waitFor({state: 'attached'});
        visitor.page.on('request',
            (one) => check.requests.push(`${one.method()} ${one.url().slice(site.url.length)}${
                one.postData() === null ? '' : ' with a body'}`));
        return check;
    }

    constructor(visitor) {
        Object.assign(this, {visitor, page: visitor.page, requests: []});
        this.say = (...sentence) => visitor.say(...sentence);
    }

    // By the file chooser, as a file of that content.
    async choose(name, content) {
        await this.page.locator(`input[name="${name}"]`)
            .setInputFiles(
                {name: `${name}.txt`, mimeType: 'text/plain', buffer: Buffer.from(content)});
    }

    // As one drags a file onto some element.
    async drop(onto, content) {
        const given = await this.page.evaluateHandle((text) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], 'dropped.tlog-proof'));
            return transfer;
        }, content);
        for (const event of ['dragenter', 'dragover', 'drop'])
            await this.page.locator(onto).dispatchEvent(event, {dataTransfer: given});
    }

    // Waits for the end of the check: "holds", "fails" or "unchecked".
    async outcome() {
        const root = this.page.locator('[data-check]');
        await this.page.locator('[data-outcome]:not([data-outcome="begun"])').waitFor({
            state: 'attached'
        });
        return root.getAttribute('data-outcome');
    }

    // "holds holds failed unreached ..."
    async states() {
        const all = [];
        for (const step of steps)
            all.push(await this.page.locator(`[data-step="${step}"]`).getAttribute('data-state'));
        return all.join(' ');
    }

    async told() { return this.page.locator('#check-outcome').innerText(); }

    async open_details() {
        await this.page.$$eval('main details', (all) => {
            for (const one of all) one.open = true;
        });
    }

    async leave(findings = []) {
        await this.visitor.leave();
        refuse([...findings, ...this.visitor.troubles]);
    }
}
