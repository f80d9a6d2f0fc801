// Receipts for the tests: answers were asked for, and what whoever asked has kept of one.
import {authenticated_system} from './system.mjs';
import {text_at} from './site.mjs';

const policy_of = (site, journal) => text_at(site, `/journals/${journal}/policy`);

const patience = 20_000;
const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

// Once it is final, where witnesses make it so.
async function final_receipt(system, place) {
    for (const until = Date.now() + patience; Date.now() < until; await pause(50)) {
        const answer = await system.get(place);
        if (answer.headers.get('Finality') === 'final') return answer.text();
    }
    throw new Error(`${place} does not become final`);
}

// Once the root's final checkpoint covers it.
async function anchored_receipt(system, place) {
    for (const until = Date.now() + patience; Date.now() < until; await pause(50)) {
        const answer = await system.get(`${place}/anchored`);
        if (answer.status === 200) return answer.text();
    }
    throw new Error(`${place} is not anchored`);
}

// Of the third of seven answers, so that there is a path to climb.
export async function receipt_of_an_answer(site) {
    const system = await authenticated_system(site);
    const places = [];
    let answer;
    for (let asked = 1; asked <= 7; ++asked) {
        const given = await system('transportlidzekli', 'AB1234');
        const body = Buffer.from(await given.arrayBuffer());
        if (asked === 3) answer = body;
        places.push(given.headers.get('Receipt'));
    }
    await final_receipt(system, places.at(-1));
    return {
        answer,
        anchored: await anchored_receipt(system, places[2]),
        root_policy: await policy_of(site, 'root'),
        receipt: await final_receipt(system, places[2]),
        policy: await policy_of(site, 'access')
    };
}
