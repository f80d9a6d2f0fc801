// A large file goes up in pieces: it survives a connection that breaks, and one that breaks after a
// piece has arrived. Then a wrong type is corrected, and the first version is published.
import assert from 'node:assert/strict';
import {refuse, test} from './lib/suite.mjs';
import {Line} from './lib/line.mjs';
import {broken_rules} from './lib/rules.mjs';
import {Visitor} from './lib/visitor.mjs';
import {languages, name_of} from './lib/words.mjs';

const megabyte = 1024 * 1024;
const piece = 8 * megabyte; // of web/app.js

// 18 MB, so three pieces: numbers that begin with zeros, and a remark that is text.
function large_csv() {
    const remark = 'x'.repeat(1000);
    const rows = ['numurs,svars,piezīme'];
    for (let i = 0; i < 18_000; ++i)
        rows.push(`${String(i).padStart(6, '0')},${i % 90},${remark}`);
    return Buffer.from(rows.join('\n') + '\n');
}

async function choose(steward, dataset, content) {
    await steward.open('/desk/steward/new');
    await steward.fill('dataset-id', dataset);
    await steward.page.locator('input[type=file]')
        .setInputFiles({name: 'liels.csv', mimeType: 'text/csv', buffer: content});
}

// Where in the file each piece belongs that the browser has tried to send.
function offsets_sent_by(page) {
    const offsets = [];
    page.on('request', (request) => {
        if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
    });
    return offsets;
}

async function progress_when_broken(steward) {
    await steward.reads('The connection is broken. The sending goes on by itself.');
    const progress = steward.page.getByRole(
        'progressbar', {name: steward.say('How much of the file is sent')});
    assert.equal(await progress.evaluate((one) => one.value), piece, 'the first piece is there');
    const findings = await broken_rules(steward);
    return findings.filter((one) => !one.includes('net::ERR_')); // the browser's note of the break
}

async function send_over_a_breaking_line(steward, line, dataset, content) {
    const offsets = offsets_sent_by(steward.page);
    await choose(steward, dataset, content);
    const on_its_way = line.cut_after(1.5 * piece);
    const described = steward.page.waitForURL(/\/desk\/steward\/uploads\//);
    await steward.page.getByRole('button', {name: steward.say('Upload and continue')}).click();
    await on_its_way;
    const its_answer = line.cut_after(content.length - piece, {answered: true});
    const findings = await progress_when_broken(steward);
    await its_answer;
    await described;
    const times = (offset) => offsets.filter((one) => one === offset).length;
    assert.equal(times(0), 1, 'what had arrived is not sent again');
    assert.ok(times(piece) > 1, 'what was lost is sent again');
    assert.equal(times(2 * piece), 1, 'what had arrived unanswered is not sent again');
    return findings;
}

async function describe(steward) {
    for (const language of languages) {
        await steward.fill(`dataset-title-${language}`, 'Liels reģistrs');
        await steward.fill(`dataset-description-${language}`, 'Liels reģistrs.');
    }
    await steward.fill('dataset-legal_basis', 'Likums, 1. pants');
    await steward.reads('leading zeros (`{}`), so text', '000000');
}

async function correct_a_type(steward) {
    const type = () => steward.page.locator('[id="dataset-fields-1-type"]');
    await type().selectOption('date');
    await steward.press('Save and publish');
    await steward.press('Correct the description', 'main');
    const findings = await broken_rules(steward);
    assert.equal(await type().inputValue(), 'date');
    await type().selectOption('integer');
    await steward.press('Save and publish');
    await steward.reads('Version {} is published', 1);
    return findings;
}

async function played(browser, site, language) {
    const line = await Line.to(site);
    const steward = await Visitor.arrive(browser, line.site, {language, role: 'steward'});
    const findings =
        await send_over_a_breaking_line(steward, line, `liels-${language}`, large_csv());
    steward.troubles.length = 0;
    await describe(steward);
    findings.push(...await correct_a_type(steward));
    await steward.leave();
    line.close();
    refuse(findings);
}

export async function large_file(browser, site) {
    for (const language of languages)
        await test(`A large file survives a broken connection, and a wrong type is corrected, in ${
                       name_of[language]}`,
            () => played(browser, site, language));
}
