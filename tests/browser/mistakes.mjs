// A mistake in a form is told at the top, at the field, and in the title.
import assert from 'node:assert/strict';
import {refuse, test} from './lib/suite.mjs';
import {broken_rules} from './lib/rules.mjs';
import {Visitor} from './lib/visitor.mjs';
import {languages, name_of} from './lib/words.mjs';

async function wrong_password(visitor) {
    const {page} = visitor;
    await visitor.sign_in({login: 'anna', password: 'not hers'});
    assert.ok((await page.title()).startsWith(`${visitor.say('Error')}: `), await page.title());
    const summary = page.locator('.govuk-error-summary');
    assert.equal(await summary.locator('[role=alert]').count() +
            await page.locator('.govuk-error-summary[role=alert]').count(),
        1);
    assert.ok(await summary.evaluate((one) => one.contains(document.activeElement)),
        'the summary has the focus');
    await summary
        .getByRole('link', {name: visitor.say('The sign-in name or the password is wrong')})
        .click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'login');
    const described = await page.locator('#login').getAttribute('aria-describedby');
    assert.ok(described?.includes('login-error'), 'the field names its message');
    assert.equal(await page.locator('#login').inputValue(), 'anna');
    assert.equal(await page.locator('#password').inputValue(), '', 'a password is never sent back');
    visitor.troubles.length = 0; // the browser's own note of the status
    refuse(await broken_rules(visitor));
}

export async function mistakes(browser, site) {
    for (const language of languages)
        await test(
            `A wrong password is told in ${name_of[language]} where one looks, hears and is sent`,
            async () => {
                const visitor = await Visitor.arrive(browser, site, {language});
                await wrong_password(visitor);
                await visitor.leave();
            });
}
