// A page that breaks every rule, so that a rule which has stopped seeing is noticed.
import {refuse, test} from './lib/suite.mjs';
import {broken_rules} from './lib/rules.mjs';
import {Visitor} from './lib/visitor.mjs';

const bad_page = `<!doctype html>
    <html lang="en"><head><title>Vienreiz</title><script>0</script></head><body><main>
    <h1 id="a">One</h1><h1 id="a">Two</h1><a href="#nowhere">There</a><img src="/assets/none">
    <div style="overflow-x: auto; width: 100px"><p style="width: 2000px">Held</p></div>
    <div class="vz-scroll" style="overflow-x: auto"><table class="vz-stacked"><tbody><tr><td><p
    style="width: 2000px">Wide</p></td></tr></tbody></table></div>
    <pre>${'wide '.repeat(200)}</pre></main></body></html>`;
const expected = [
    'the console says', '<html lang="en">', '2 headings', 'the title "Vienreiz"',
    'two elements with the id a', '#nowhere, which is not there',
    'a stacked table scrolls sideways', '1 cells of a stacked table do not say what they hold',
    'pixels wide on a screen of 320: pre', 'bad axe image-alt at img',
    'on a narrow screen: axe image-alt at img'
];

async function bad_findings(browser, site) {
    const visitor = await Visitor.arrive(browser, site, {language: 'lv'});
    await visitor.context.route('**/lv/bad', (route) => route.fulfill({
        body: bad_page,
        contentType: 'text/html',
        headers: {'Content-Security-Policy': 'script-src \'self\''}
    }));
    await visitor.open('/bad');
    const findings = await broken_rules(visitor);
    await visitor.leave();
    return findings;
}

export const rules_can_fail = (browser, site) =>
    test('The rules see a page that breaks them', async () => {
        const findings = (await bad_findings(browser, site)).join('\n');
        refuse(expected.filter((one) => !findings.includes(one))
                .map((one) => `nothing says ${one} among\n${findings}`));
    });
