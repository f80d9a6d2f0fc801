// Every page of every role, in both languages.
import { refuse, test } from './lib/suite.mjs';
import { broken_rules } from './lib/rules.mjs';
import { Visitor } from './lib/visitor.mjs';
import { walk } from './lib/walk.mjs';
import { languages, name_of } from './lib/words.mjs';

async function pages_of(browser, site, language, role, seen) {
    const visitor = await Visitor.arrive(browser, site, { language, role });
    const { findings, pages } = await walk(visitor, seen);
    await visitor.leave();
    refuse(findings);
    return `${pages} pages`;
}

async function missing_page(browser, site, language) {
    const visitor = await Visitor.arrive(browser, site, { language });
    const response = await visitor.open('/nothing/here');
    visitor.troubles.length = 0; // the browser's own note of the 404
    const findings = await broken_rules(visitor);
    await visitor.leave();
    if (response.status() !== 404) findings.push(`${visitor.path()} answers ${response.status()}`);
    refuse(findings);
}

export async function every_page(browser, site) {
    const seen = new Set();
    const roles = [undefined, ...site.demonstration.people.map((one) => one.role)];
    for (const language of languages) {
        await test(`A page that is not there is an accessible page in ${name_of[language]}`,
            () => missing_page(browser, site, language));
        // Half of the time goes to the network and the other process: two at once.
        const left = [...roles];
        const work = async () => {
            while (left.length > 0) {
                const role = left.shift();
                await test(`Every page of ${role ? `the ${role}` : 'anybody'} is accessible and whole in ${name_of[language]}`,
                    () => pages_of(browser, site, language, role, seen));
            }
        };
        await Promise.all([work(), work()]);
    }
}
