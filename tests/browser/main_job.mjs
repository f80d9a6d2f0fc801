// The main job, played by clicks: from a CSV file to the page of the person concerned, and to the
// end of the agreement.
import assert from 'node:assert/strict';
import {refuse, skip, test} from './lib/suite.mjs';
import {broken_rules} from './lib/rules.mjs';
import {authenticated_system} from './lib/system.mjs';
import {Visitor} from './lib/visitor.mjs';
import {languages, name_of} from './lib/words.mjs';

const csv = [
    'sertifikats,personas_kods,vards,joma,derigs_lidz,kategorija',
    '0164A,32567890123,Anna Bērziņa,ēku konstrukciju projektēšana,2028-05-31,1',
    '0165A,33123456789,Jānis Kalniņš,ceļu būvdarbu vadīšana,2027-02-28,2',
    '0171B,34234567890,Līga Ozoliņa,elektroietaišu izbūve,2029-11-15,1', ''
].join('\r\n');
const row = {
    sertifikats: '0164A',
    joma: 'ēku konstrukciju projektēšana',
    derigs_lidz: '2028-05-31'
};

export class MainJob {
    constructor(browser, site, language, {script = true} = {}) {
        Object.assign(this, {browser, site, language, script, findings: []});
        this.dataset = `sertifikati-${language}${script ? '' : '-bez-skripta'}`;
        this.title = {
            lv: 'Būvspeciālistu sertifikāti',
            en: 'Certificates of builders, clicked together'
        }[language] + (script ? '' : ', 2');
        this.purpose = {
            lv: 'Speciālista statusa pārbaude',
            en: 'Checking the status of a specialist'
        }[language];
    }

    // From the file to the first answer.
    async agree() {
        await this.as('steward', (steward) => this.publish(steward));
        await this.as('signatory of the receiver', (receiver) => this.request(receiver));
        await this.as('signatory of the provider', (provider) => this.offer_other_terms(provider));
        await this.as('signatory of the receiver', (receiver) => this.accept_and_sign(receiver));
        await this.as('signatory of the provider', (provider) => this.countersign(provider));
        const query = await authenticated_system(this.site);
        await this.answered(await query(this.dataset, row.sertifikats));
        return query;
    }

    async play() {
        const query = await this.agree();
        await this.as('person', (anna) => this.see_look_up(anna));
        await this.as('signatory of the provider', (provider) => this.end(provider));
        assert.equal((await query(this.dataset, row.sertifikats)).status, 403);
        refuse(this.findings);
    }

    async as(role, act) {
        const visitor =
            await Visitor.arrive(this.browser, this.site,
                {language: this.language, role, script: this.script});
        await act(visitor);
        await this.look(visitor);
        await visitor.leave();
    }

    // The rules are held against the same pages with a script.
    async look(visitor) {
        if (this.script) this.findings.push(...await broken_rules(visitor));
    }

    async publish(steward) {
        await steward.press('Publish a new register', 'main');
        await steward.fill('dataset-id', this.dataset);
        await steward.page.locator('input[type=file]')
            .setInputFiles(
                {name: 'sertifikati.csv', mimeType: 'text/csv', buffer: Buffer.from(csv)});
        await this.look(steward);
        await steward.press('Upload and continue');
        for (const language of languages) {
            await steward.fill(`dataset-title-${language}`, this.title);
            await steward.fill(`dataset-description-${language}`, `${this.title}.`);
        }
        await steward.fill('dataset-legal_basis', 'Būvniecības likums, 13. pants');
        await steward.page.locator('[id="dataset-key"]').selectOption('sertifikats');
        assert.equal(await steward.page.locator('[id="dataset-fields-1-personal"]').inputValue(),
            'person_code');
        await this.look(steward);
        await steward.press('Save and publish');
        await steward.reads('Version {} is published', 1);
    }

    async request(receiver) {
        await receiver.press('Agreements', 'header');
        await receiver.press('Request an agreement', 'main');
        await receiver.press_text(this.title, 'main');
        await receiver.fill('terms-purpose', this.purpose);
        await receiver.fill('terms-legal_basis', 'Likums "Par nodokļiem un nodevām", 15. pants');
        for (const field of Object.keys(row))
            await receiver.page.locator(`[name="terms-fields"][value="${field}"]`).check();
        await this.look(receiver);
        await receiver.press('Send the request');
        await receiver.reads('The request is sent.');
    }

    async open_task(visitor) {
        await visitor.press('Signing', 'header');
        await visitor.press_text(this.title, 'main');
    }

    async offer_other_terms(provider) {
        await this.open_task(provider);
        await this.look(provider);
        await provider.press('Offer other terms');
        assert.equal(await provider.page.locator('[name="terms-fields"]:checked').count(), 3);
        await provider.fill('terms-limits-answers_per_day', '1000');
        await provider.fill('terms-limits-rows_per_answer', '10');
        await provider.press('Send the offer');
        await provider.reads('The offer is sent.');
    }

    async sign(visitor, role) {
        await visitor.press('Read and sign');
        await visitor.reads(
            'Once both sides have signed, the terms hold and are enforced by themselves.');
        await this.look(visitor);
        await visitor.fill('pin', this.site.person(role).pin);
        await visitor.press('Sign', 'main');
        await visitor.reads('Your signature is entered.');
    }

    async accept_and_sign(receiver) {
        await this.open_task(receiver);
        await receiver.press('Accept these terms');
        await receiver.reads('The terms are accepted. What is left is to sign.');
        await this.sign(receiver, 'signatory of the receiver');
    }

    async countersign(provider) {
        await this.open_task(provider);
        await this.sign(provider, 'signatory of the provider');
        await provider.reads('In force');
    }

    async answered(answer) {
        assert.equal(answer.status, 200);
        assert.deepEqual(await answer.json(), row);
        this.receipt = answer.headers.get('Receipt');
        assert.ok(this.receipt, 'the answer names its receipt');
    }

    async see_look_up(anna) {
        await anna.press('Who looked at my data', 'header');
        const look_up = anna.page.locator('main tbody tr').filter({
            has: anna.page.locator(`a[href="${this.receipt}"]`)
        });
        await look_up.getByText(this.purpose).waitFor();
        await look_up.getByText(this.title).waitFor();
    }

    async end(provider) {
        await this.open_task(provider);
        await provider.press('End the agreement', 'main');
        await provider.fill('reason', this.purpose);
        await this.look(provider);
        await provider.press('End the agreement', 'main form');
        await provider.reads('The agreement is ended. From now on nothing is given out under it.');
    }
}

async function desks_are_there(site) {
    const answer = await fetch(`${site.url}/en/desk/steward`, {redirect: 'manual'});
    if (answer.status === 404) skip('this program has no desks (/en/desk/steward answers 404)');
}

export async function main_job(browser, site) {
    await Promise.all(languages.map(
        (language) => test(`The main job is done by clicks in ${name_of[language]}`, async () => {
            await desks_are_there(site);
            return new MainJob(browser, site, language).play();
        })));
}
