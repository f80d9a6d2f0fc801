// Without a script everything works, if less comfortably.
import assert from 'node:assert/strict';
import {MainJob} from './main_job.mjs';
import {test} from './lib/suite.mjs';
import {Visitor} from './lib/visitor.mjs';
import {languages, name_of} from './lib/words.mjs';

export async function without_script(browser, site) {
    await test('Without a script a register is published, asked for, agreed on and signed',
        () => new MainJob(browser, site, 'lv', {script: false}).agree());
    for (const language of languages) {
        const visit = async (act) => {
            const visitor = await Visitor.arrive(browser, site, {language, script: false});
            await act(visitor);
            await visitor.leave();
        };
        await test(`Without a script one finds and reads a dataset in ${name_of[language]}`,
            () => visit(async (visitor) => {
                assert.equal((await visitor.open('')).status(), 200);
                await visitor.press('Datasets', 'header');
                await visitor.page.locator('main a[href*="/datasets/"]').first().click();
                await visitor.page.waitForURL(/\/datasets\/[^/?]+$/);
                assert.equal(await visitor.page.locator('h1').count(), 1);
                assert.ok(await visitor.page.locator('main table').count() > 0,
                    'the fields are in a table');
            }));
        await test(`Without a script one signs in and out in ${name_of[language]}`,
            () => visit(async (visitor) => {
                await visitor.sign_in(site.person('person'));
                assert.equal(visitor.path(), `/${language}/person`);
                await visitor.press('Sign out');
                await visitor.page.getByRole('link', {name: visitor.say('Sign in'), exact: true})
                    .waitFor();
            }));
    }
}
