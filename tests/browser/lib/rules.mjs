// What every page keeps to, whoever looks at it.
import {axe_source} from './packages.mjs';
import {wide} from './visitor.mjs';

// WCAG 2.2, levels A and AA (https://www.w3.org/TR/WCAG22/), as far as a program can tell.
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
// 1.4.10 Reflow: no scrolling in two directions at 320 CSS pixels.
const narrow = {width: 320, height: 800};

export async function accessibility(page) {
    await page.evaluate(axe_source);
    return page.evaluate(async (tags) => {
        const options = {
            runOnly: tags,
            rules: {'target-size': {enabled: true}},
            resultTypes: ['violations'],
            preload: false
        };
        const {violations} = await window.axe.run(document, options);
        // govuk-frontend names this button by its label and by itself: browsers say all of it, axe
        // only the label.
        const misread = (rule, node) => rule.id === 'label-content-name-mismatch' &&
            document.querySelector(node.target[0])?.matches('.govuk-file-upload-button');
        return violations.flatMap(
            (rule) => rule.nodes.filter((node) => !misread(rule, node))
                .map((node) => `axe ${rule.id} at ${node.target.join(' ')}: ${
                         node.failureSummary.split('\n').slice(1, 3).join('; ').trim()}`));
    }, wcag);
}

async function overflow(page) {
    return page.evaluate(() => {
        const screen = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= screen) return [];
        // What is placed absolutely leaves a box that scrolls, unless that box is placed itself.
        const placed_in = (one) => {
            do one = one.parentElement;
            while (one && getComputedStyle(one).position === 'static');
            return one;
        };
        const holder = (one) =>
            getComputedStyle(one).position === 'absolute' ? placed_in(one) : one.parentElement;
        const clipped = (one, box = holder(one)) => box && box !== document.documentElement &&
            (getComputedStyle(box).overflowX !== 'visible' || clipped(box));
        const right = (one) => {
            const {left, width} = one.getBoundingClientRect();
            const spills = getComputedStyle(one).overflowX === 'visible';
            return left + (spills ? Math.max(width, one.scrollWidth) : width);
        };
        const too_wide = [...document.body.querySelectorAll('*')].filter(
            (one) => right(one) > screen + 1 && !clipped(one));
        const holds_another = (one) =>
            too_wide.some((other) => other !== one && one.contains(other));
        const widest =
            too_wide.filter((one) => !holds_another(one))
                .map((one) => [one.tagName.toLowerCase(), ...one.classList].join('.'));
        return [`is ${document.documentElement.scrollWidth} pixels wide on a screen of 320: ${
                [...new Set(widest)].slice(0, 4).join(', ')}`];
    });
}

// A table that is stacked there needs no scrolling, not even in a box of its own, and names what its cells hold.
async function badly_stacked(page) {
    return page.evaluate(() => [...document.querySelectorAll('.vz-stacked')].flatMap((table) => {
        const findings = [];
        const box = table.closest('.vz-scroll') ?? table;
        if (box.scrollWidth > box.clientWidth)
            findings.push(`a stacked table scrolls sideways: ${box.scrollWidth} pixels in ${
                box.clientWidth}`);
        const unnamed = [...table.querySelectorAll('tbody td')].filter(
            (cell) => !cell.querySelector('.vz-stacked__label')?.checkVisibility());
        if (unnamed.length > 0)
            findings.push(`${unnamed.length} cells of a stacked table do not say what they hold`);
        return findings;
    }));
}

// As on a telephone, where what is side by side elsewhere is stacked, hidden or folded.
async function on_a_narrow_screen(page) {
    await page.setViewportSize(narrow);
    const found = await accessibility(page);
    const findings = [
        ...await overflow(page), ...await badly_stacked(page),
        ...found.map((one) => `on a narrow screen: ${one}`)
    ];
    await page.setViewportSize(wide);
    return findings;
}

async function frame(page, language) {
    return page.evaluate((wanted) => {
        const findings = [];
        if (document.documentElement.lang !== wanted)
            findings.push(`<html lang="${document.documentElement.lang}">`);
        const headings = document.querySelectorAll('h1').length;
        if (headings !== 1) findings.push(`has ${headings} headings of the first level`);
        const start = location.pathname === `/${wanted}`; // it is called by the product's name
        if (!start && !/^.+ – Vienreiz$/.test(document.title))
            findings.push(`has the title "${document.title}", which does not name the page`);
        const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
        for (const id of ids.filter((one, at) => ids.indexOf(one) !== at))
            findings.push(`has two elements with the id ${id}`);
        for (const link of document.querySelectorAll('a[href^="#"]'))
            if (link.hash && !document.getElementById(decodeURIComponent(link.hash.slice(1))))
                findings.push(`links to ${link.hash}, which is not there`);
        return findings;
    }, language);
}

// Which of the rules the page before the visitor breaks, each with its address. Options:
// slow: false leaves out the slow rules, for what has been looked at before.
export async function broken_rules(visitor, {slow = true} = {}) {
    const troubles = visitor.troubles.splice(0);
    const findings = [...troubles, ...await frame(visitor.page, visitor.language)];
    if (slow)
        findings.push(
            ...await on_a_narrow_screen(visitor.page), ...await accessibility(visitor.page));
    visitor.troubles.length = 0; // what axe itself may have caused
    return findings.map((one) => `${visitor.path()} ${one}`);
}
