// Every page of every role, in both languages.
import {refuse, test} from './lib/suite.mjs';
import {broken_rules} from './lib/rules.mjs';
import {Visitor} from './lib/visitor.mjs';
import {walk} from './lib/walk.mjs';
import {languages, name_of} from './lib/words.mjs';

const at_once = 3; // much of the time goes to waiting for the other process

async function pages_of(browser, site, language, role, seen) {
    const visitor = await Visitor.arrive(browser, site, {language, role});
    const {findings, pages} = await walk(visitor, seen);
    await visitor.leave();
    refuse(findings);
    return `${pages} pages`;
}

async function missing_page(browser, site, language) {
    const visitor = await Visitor.arrive(browser, site, {language});
    const response = await visitor.open('/nothing/here');
    visitor.troubles.length = 0; // the browser's own note of the 404
    const findings = await broken_rules(visitor);
    await visitor.leave();
    if (response.status() !== 404) findings.push(`${visitor.path()} answers ${response.status()}`);
    refuse(findings);
}

export async function every_page(browser, site) {
    const seen = new Set();
    const left = languages.flatMap(
        (language) => [undefined, ...site.demonstration.people.map((one) => one.role)].map(
            (role) => ({language, role})));
    const work = async () => {
        for (let next = left.shift(); next; next = left.shift()) {
            const {language, role} = next;
            await test(
                `Every page of ${role ? `the ${role}` : 'anybody'} is accessible and whole in ${
                    name_of[language]}`,
                () => pages_of(browser, site, language, role, seen));
        }
    };
    await Promise.all(Array.from({length: at_once}, work));
    for (const language of languages)
        await test(`A page that is not there is an accessible page in ${name_of[language]}`,
            () => missing_page(browser, site, language));
}
