// Tests named by sentences, a line for each while they run, and the line ./test counts by.
const counts = {
    passed: 0,
    failed: 0,
    skipped: 0
};

class Skipped extends Error {}

// Thrown by a test that finds what it needs missing.
export function skip(reason) { throw new Skipped(reason); }

export async function test(sentence, act) {
    const from = Date.now();
    const tell = (what) =>
        console.log(`${what} ${sentence} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
    try {
        const seen = await act();
        ++counts.passed;
        tell('ok    ');
        if (seen) console.log(`       ${seen}`);
    } catch (failure) {
        if (failure instanceof Skipped) {
            ++counts.skipped;
            console.log(`SKIPPED ${sentence}: ${failure.message}`);
            return;
        }
        ++counts.failed;
        tell('FAILED');
        console.log(String(failure.name === 'Findings' ? failure.message : failure.stack)
                .replace(/^/gm, '       '));
    }
}

// Several things wrong at once, each with its place.
export function refuse(findings) {
    if (findings.length === 0) return;
    const failure = new Error([...new Set(findings)].join('\n'));
    failure.name = 'Findings';
    throw failure;
}

export function finish() {
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    return counts.failed === 0 ? 0 : 1;
}
