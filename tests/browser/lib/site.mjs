// A node of our own with the demonstration state in it; beside witnesses too, where that is asked for.
import {spawn} from 'node:child_process';
import {createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createInterface} from 'node:readline';

const start_within = 30_000;
const folder_of = (name) => `${process.env.VIENREIZ_BROWSER}/${name}`;

function served_at(child, name) {
    return new Promise((resolve, reject) => {
        const timer =
            setTimeout(() => reject(new Error('the node did not start in time')), start_within);
        createInterface(child.stdout).on('line', (line) => {
            const url = line.match(/^Serving on (\S+)/)?.[1];
            if (url) {
                clearTimeout(timer);
                resolve(url);
            }
        });
        child.once('exit',
            (code) =>
                reject(new Error(`the node ended with ${code}; see build/browser/${name}.out`)));
    });
}

// `vienreiz COMMAND --data build/browser/NAME ...` until it is stopped.
async function started(command, name, more = []) {
    const child =
        spawn(process.env.VIENREIZ, [command, '--data', folder_of(name), '--port', '0', ...more],
            {stdio: ['ignore', 'pipe', 'pipe']});
    child.stderr.pipe(createWriteStream(folder_of(name === 'data' ? 'node.out' : `${name}.out`)));
    const ended = new Promise((done) => { child.once('exit', done); });
    const stop = () => {
        child.kill();
        return ended;
    };
    process.once('exit', () => child.kill());
    return {url: await served_at(child, name), stop};
}

async function node(name, more) {
    const {url, stop} = await started('serve', name, more);
    const demonstration = JSON.parse(readFileSync(`${folder_of(name)}/demonstration.json`, 'utf8'));
    const person = (role) => demonstration.people.find((one) => one.role === role);
    return {url, demonstration, person, stop};
}

export async function start_site() {
    rmSync(folder_of('data'), {recursive: true, force: true});
    return node('data');
}

export async function text_at(site, path) {
    const answer = await fetch(`${site.url}${path}`);
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
    return answer.text();
}

async function witness(name, admission) {
    rmSync(folder_of(name), {recursive: true, force: true});
    const one = await started('witness', name, ['--name', name, '--admission', admission]);
    const [vkey] = (await text_at(one, '/vkeys')).split('\n');
    return {...one, name, vkey};
}

// A node whose journals two of three witnesses must cosign. What it needs of its journals' keys it tells while it runs
// alone.
export async function start_witnessed_site() {
    mkdirSync(folder_of('witnessed'), {recursive: true});
    rmSync(folder_of('witnessed/data'), {recursive: true, force: true});
    const alone = await node('witnessed/data');
    const keys = await Promise.all(
        ['main', 'access', 'root'].map((name) => text_at(alone, `/journals/${name}/vkey`)));
    await alone.stop();
    const admission = folder_of('witnessed/admission');
    writeFileSync(admission,
        `logs/v0\n${
            keys.map((key) => `vkey ${key.trim()}\norigin none\nqpd 8640000\ncontact us\n`)
                .join('')}`);
    const witnesses = await Promise.all(['w1', 'w2', 'w3'].map((name) => witness(name, admission)));
    const policy = folder_of('witnessed/policy');
    writeFileSync(policy,
        `${witnesses.map(({name, vkey, url}) => `witness ${name} ${vkey} ${url}\n`).join('')}` +
            'group two 2 w1 w2 w3\nquorum two\n');
    const site = await node('witnessed/data', ['--witnesses', policy]);
    const stop = () => Promise.all([site, ...witnesses].map((one) => one.stop()));
    return {...site, witnesses, stop};
}
