// A node of our own with the demonstration state in it.
import {spawn} from 'node:child_process';
import {createWriteStream, readFileSync, rmSync} from 'node:fs';
import {createInterface} from 'node:readline';

const start_within = 30_000;

function served_at(child) {
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
            (code) => reject(new Error(`the node ended with ${code}; see build/browser/node.out`)));
    });
}

export async function start_site() {
    const folder = `${process.env.VIENREIZ_BROWSER}/data`;
    rmSync(folder, {recursive: true, force: true});
    const child = spawn(process.env.VIENREIZ, ['serve', '--data', folder, '--port', '0'],
        {stdio: ['ignore', 'pipe', 'pipe']});
    child.stderr.pipe(createWriteStream(`${process.env.VIENREIZ_BROWSER}/node.out`));
    const stop = () => child.kill();
    process.once('exit', stop);
    const url = await served_at(child);
    const demonstration = JSON.parse(readFileSync(`${folder}/demonstration.json`, 'utf8'));
    const person = (role) => demonstration.people.find((one) => one.role === role);
    return {url, demonstration, person, stop};
}
