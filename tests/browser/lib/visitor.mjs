// One person at one browser, whose every trouble is written down: errors of scripts, refusals by
// the content security policy, and requests to anyone but us.
import {chromium} from './packages.mjs';
import {say} from './words.mjs';

const flags = [
    '--no-sandbox', '--headless=new', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'
];
const patience = 60_000; // milliseconds, for machines that do much else
export const wide = {
    width: 1280,
    height: 900
};

export const launch = () => chromium.launch({executablePath: process.env.CHROMIUM, args: flags});

export class Visitor {
    // Options: language; role, as the demonstration names it; script: false turns scripts off.
    static async arrive(browser, site, {language, role, script = true}) {
        const context = await browser.newContext(
            {javaScriptEnabled: script, viewport: wide, locale: language, reducedMotion: 'reduce'});
        context.setDefaultTimeout(patience);
        const visitor = new Visitor(site, language, context, await context.newPage());
        if (role) await visitor.sign_in(site.person(role));
        return visitor;
    }

    constructor(site, language, context, page) {
        Object.assign(this, {site, language, context, page, troubles: []});
        page.on('console', (message) => {
            if (message.type() === 'error')
                this.troubles.push(`the console says ${message.text()}`);
        });
        page.on('pageerror', (error) => this.troubles.push(`a script failed: ${error.message}`));
        page.on('request', (request) => {
            const {origin, protocol} = new URL(request.url());
            if (protocol.startsWith('http') && origin !== site.url)
                this.troubles.push(`asks another origin for ${request.url()}`);
        });
    }

    leave() { return this.context.close(); }
    say(sentence, ...values) { return say(this.language, sentence, ...values); }
    path() { return this.page.url().slice(this.site.url.length); }

    // "/datasets" in the visitor's language.
    open(path) { return this.page.goto(`${this.site.url}/${this.language}${path}`); }

    async sign_in(person) {
        await this.open('/sign-in');
        await this.fill('login', person.login);
        await this.fill('password', person.password);
        await this.press('Sign in', 'main');
    }

    fill(id, value) { return this.page.locator(`[id="${id}"]`).fill(value); }

    // A link or a button, by what it says.
    async press(sentence, within = 'body') { await this.press_text(this.say(sentence), within); }
    async press_text(name, within = 'body') {
        const part = this.page.locator(within);
        const found = part.getByRole('button', {name, exact: true})
                          .or(part.getByRole('link', {name, exact: true}));
        await Promise.all([this.page.waitForNavigation(), found.first().click()]);
    }

    async reads(sentence, ...values) {
        await this.page.getByText(this.say(sentence, ...values)).first().waitFor();
    }
}
