// By keyboard alone: one sees where one is, skips what repeats, and signs in.
import assert from 'node:assert/strict';
import {refuse, test} from './lib/suite.mjs';
import {Visitor} from './lib/visitor.mjs';
import {languages, name_of} from './lib/words.mjs';

const stops_at_most = 80;

// Where the focus is, and whether one can tell. Radios and checkboxes are drawn by their labels.
// Our theme changes the background of links and buttons, and leaves an outline for high contrast.
const focused = (page) => page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const look = () => {
        const drawn = element.matches('.govuk-radios__input, .govuk-checkboxes__input') ?
            getComputedStyle(element.nextElementSibling, '::before') :
            getComputedStyle(element);
        return {
            outline: drawn.outlineStyle,
            all: [drawn.outline, drawn.boxShadow, drawn.backgroundColor].join()
        };
    };
    const with_focus = look();
    element.blur();
    const without = look();
    element.focus();
    return {
        id: element.id,
        what: element.outerHTML.slice(0, 120),
        in_main: Boolean(element.closest('main')),
        seen: with_focus.outline !== 'none' && with_focus.all !== without.all,
        place: [...document.querySelectorAll('*')].indexOf(element)
    };
});

async function tab(page) {
    await page.keyboard.press('Tab');
    return focused(page);
}

async function tab_to(page, id) {
    for (let stops = 0; stops < stops_at_most; ++stops)
        if ((await tab(page))?.id === id) return;
    assert.fail(`Tab does not reach ${id}`);
}

async function skip_link(visitor) {
    await visitor.open('');
    const first = await tab(visitor.page);
    assert.match(first?.what ?? 'nothing', /govuk-skip-link/);
    const box = await visitor.page.locator('.govuk-skip-link').boundingBox();
    assert.ok(box.width > 50 && box.height > 15, 'it is seen once it has the focus');
    await visitor.page.keyboard.press('Enter');
    assert.ok((await tab(visitor.page)).in_main, 'the next stop is in the main content');
}

async function sign_in(visitor) {
    const {login, password} = visitor.site.person('person');
    await visitor.open('/sign-in');
    await tab_to(visitor.page, 'login');
    await visitor.page.keyboard.type(login);
    await tab_to(visitor.page, 'password');
    await visitor.page.keyboard.type(password);
    await Promise.all([visitor.page.waitForNavigation(), visitor.page.keyboard.press('Enter')]);
    assert.equal(visitor.path(), `/${visitor.language}/person`);
}

async function visible_focus(visitor) {
    const findings = [];
    for (const path of ['', '/datasets', '/datasets/uznemumi', '/sign-in']) {
        await visitor.open(path);
        const known = new Set();
        for (let stops = 0; stops < stops_at_most; ++stops) {
            const at = await tab(visitor.page);
            if (!at || known.has(at.place)) break;
            known.add(at.place);
            if (!at.seen) findings.push(`${visitor.path()} shows no focus on ${at.what}`);
        }
        if (known.size < 3) findings.push(`${visitor.path()} has only ${known.size} stops`);
    }
    refuse(findings);
}

export async function keyboard(browser, site) {
    for (const language of languages) {
        const check = (sentence, act) => test(`${sentence} in ${name_of[language]}`, async () => {
            const visitor = await Visitor.arrive(browser, site, {language});
            await act(visitor);
            await visitor.leave();
        });
        await check('The first Tab finds the link that skips to the content', skip_link);
        await check('One signs in by keyboard alone', sign_in);
        await check('The focus is seen at every stop', visible_focus);
    }
}
