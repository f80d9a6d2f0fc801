// Trust policies (c2sp.org/tlog-policy): whose checkpoints hold, and which witnesses must have cosigned them first. The
// rules of src/journal/policy.cpp.
import { for_people, is_cosigner_key, is_log_key, limits, number, refuse, Refusal,
    verifier_key } from './note.js';

const no_quorum = 'none';

// "sequences of ASCII space and tab characters only"
const words_of = (line) => line.split(/[ \t]+/).filter((word) => word !== '');

// Reads lines in their order: a name is of use only below the line that gives it.
class Reader {
    policy = { logs: [], witnesses: [], groups: [], quorum: no_quorum };
    names = new Set();
    members = new Set();
    log_keys = new Set();
    witness_keys = new Set();
    has_quorum = false;

    async line(line) {
        const [first, ...rest] = words_of(line);
        if (first === undefined || first.startsWith('#')) return;
        if (first === 'log') return this.log(rest);
        if (first === 'witness') return this.witness(rest);
        if (first === 'group') return this.group(rest);
        if (first === 'quorum') return this.quorum(rest);
        refuse('policy_word', [for_people(first)]);
    }

    // "Two vkeys are considered duplicate if they wrap the same underlying public key"
    first_of_its_kind(seen, key) {
        if (seen.has(key.raw)) refuse('policy_key_twice', [for_people(key.name)]);
        seen.add(key.raw);
    }

    give(name) {
        if (name === no_quorum) refuse('policy_none');
        if (this.names.has(name)) refuse('policy_name_twice', [for_people(name)]);
        this.names.add(name);
    }

    async log(words) {
        if (words.length < 1 || words.length > 2) refuse('policy_log');
        const key = await verifier_key(words[0]);
        if (!is_log_key(key)) refuse('policy_log_witness', [for_people(key.name)]);
        this.first_of_its_kind(this.log_keys, key);
        this.policy.logs.push({ key });
    }

    async witness(words) {
        if (words.length < 2 || words.length > 3) refuse('policy_witness');
        const key = await verifier_key(words[1]);
        if (!is_cosigner_key(key)) refuse('policy_witness_log', [for_people(key.name)]);
        this.first_of_its_kind(this.witness_keys, key);
        this.give(words[0]);
        this.policy.witnesses.push({ name: words[0], key });
    }

    least_of(word, members) {
        if (word === 'all') return members;
        if (word === 'any') return 1;
        const least = number(word);
        if (least === undefined || least < 1n || least > BigInt(members))
            refuse('policy_least', [members]);
        return Number(least);
    }

    group(words) {
        if (words.length < 3) refuse('policy_group');
        const [name, wanted, ...members] = words;
        const least = this.least_of(wanted, members.length);
        for (const member of members) {
            if (!this.names.has(member)) refuse('policy_unknown', [for_people(member)]);
            // "Each defined name can be listed as a group member at most once."
            if (this.members.has(member)) refuse('policy_member', [for_people(member)]);
            this.members.add(member);
        }
        this.give(name);
        this.policy.groups.push({ name, least, members });
    }

    quorum(words) {
        if (words.length !== 1) refuse('policy_quorum');
        if (this.has_quorum) refuse('policy_quorum_twice');
        if (words[0] !== no_quorum && !this.names.has(words[0]))
            refuse('policy_unknown', [for_people(words[0])]);
        this.policy.quorum = words[0];
        this.has_quorum = true;
    }
}

// With the number of the line, whatever is wrong with it.
async function read_line(reader, line, number) {
    try {
        await reader.line(line);
    } catch (failure) {
        if (failure instanceof Refusal) refuse(failure.code, failure.values, number);
        throw failure;
    }
}

export async function parse_policy(text) {
    if (text.length > limits.policy_bytes) refuse('policy_large', [limits.policy_bytes]);
    // "The only allowed control characters are tab and newline"
    if (/[\x00-\x08\x0b-\x1f\x7f]/.test(text)) refuse('policy_control');
    // Cut in the middle of a name, the last line might name another.
    if (!text.endsWith('\n')) refuse('policy_cut');
    const reader = new Reader();
    for (const [place, line] of text.slice(0, -1).split('\n').entries())
        await read_line(reader, line, place + 1);
    if (!reader.has_quorum) refuse('policy_no_quorum');
    return reader.policy;
}

// The names of those witnesses, and of the groups of which enough have witnessed. In the order of the file, so that a
// group's members are decided before it.
export function witnessing({ groups }, witnesses) {
    const out = new Set(witnesses);
    for (const { name, least, members } of groups)
        if (members.filter((member) => out.has(member)).length >= least) out.add(name);
    return out;
}

export const is_quorum = (policy, witnesses) =>
    policy.quorum === no_quorum || witnessing(policy, witnesses).has(policy.quorum);
