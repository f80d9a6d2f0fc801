// What web/check.js says on the page "Check us", by the codes of web/{receipt,note,policy}.js. {0} stands for the first
// value of a code, which the script fills in.
#include "capabilities/portal/pages.hpp"
#include "platform/state_root.hpp"

namespace vienreiz::portal {
namespace {

constexpr std::string_view the_first = "{0}", the_second = "{1}", the_third = "{2}";

void add_states(ScriptWords& out, const html::Words& t) {
    out.insert(
        {{"waiting", t("Not checked yet")},
         {"begun", t("Being checked")},
         {"holds", t("Holds")},
         {"failed", t("Does not hold")},
         {"unchecked", t("Could not be checked")},
         {"unreached", t("Not reached")},
         {"unasked", t("No answer given")},
         {"checking", t("Checking the receipt")},
         {"at_line", t("Line {}: {}", the_first, the_second)},
         {"outcome_holds", t("The receipt holds")},
         {"outcome_fails", t("The receipt does not hold")},
         {"outcome_unchecked", t("The receipt could not be checked")},
         {"fails_at", t("It fails at step {}: {}.", the_first, the_second)},
         {"holds_text", t("Entry number {} stands in the journal {}, among {} entries, and cannot "
                          "be changed or removed unseen.",
                          the_first, the_second, the_third)},
         {"holds_ours", t("This was checked by the policy that we hand out today. Compare it with "
                          "one that you have from elsewhere.")},
         {"holds_no_answer", t("Give the answer as well, and see whether the receipt is for it.")},
         {"holds_keep",
          t("Keep the receipt and the policy, and the answer if you have it: with these "
            "files anyone can prove it, even when this site is gone.")},
         {"nothing", t("Choose or drop a receipt first, or paste its text.")},
         {"broken", t("Something went wrong on this page. Use the command at its foot.")},
         {"file_unreadable", t("The file {} cannot be read. Choose it again.", the_first)},
         {"answer_large", t("This answer is too large for a browser, which hashes at most {} bytes "
                            "at once. Use the command at the foot of this page.",
                            the_first)}});
}

void add_receipt(ScriptWords& out, const html::Words& t) {
    out.insert(
        {{"receipt_large", t("A receipt holds at most {} bytes; this is more.", the_first)},
         {"receipt_empty", t("This file is empty.")},
         {"receipt_first", t("A receipt begins with the line “{}”, and this begins with “{}”.",
                             the_first, the_second)},
         {"receipt_cut", t("The receipt is cut short.")},
         {"receipt_no_entry", t("The receipt does not carry its entry: ask for a whole one.")},
         {"receipt_entry", t("The entry is not written in base64 as it should be.")},
         {"receipt_no_index", t("The receipt does not say the number of its entry.")},
         {"receipt_index", t("The number of the entry is not a number as it should be written.")},
         {"receipt_long", t("The path is longer than any tree is high.")},
         {"receipt_hash", t("A hash is the base64 of 32 bytes, and this is not.")},
         {"note_large", t("A checkpoint with its signatures holds at most {} bytes.", the_first)},
         {"note_utf8", t("The checkpoint holds bytes that are no text (UTF-8).")},
         {"note_control", t("The checkpoint holds control characters. Some programs put them in "
                            "when they save a text.")},
         {"note_gap", t("There is no empty line between checkpoint and signatures.")},
         {"note_end", t("The last signature line does not end.")},
         {"note_many", t("A checkpoint has at most {} signatures.", the_first)},
         {"note_line", t("A signature line begins with a long dash and a space.")},
         {"note_name", t("A signature line names its key, without spaces and plus signs.")},
         {"note_signature", t("The signature is not written in base64 as it should be.")},
         {"checkpoint_lines", t("A checkpoint has at least three lines, none of them empty.")},
         {"checkpoint_size", t("The number of entries is not a number as it should be written.")},
         {"checkpoint_root", t("The root is not the base64 of 32 bytes.")}});
}

void add_proof(ScriptWords& out, const html::Words& t) {
    out.insert(
        {{"path_outside", t("The receipt is for entry number {}, but counting from 0 the tree of "
                            "{} entries has none of that number.",
                            the_first, the_second)},
         {"path_length", t("The path has {} hashes, and to this place in the tree it takes {}.",
                           the_first, the_second)},
         {"anchored_root",
          t("The entry's path leads to another root than the checkpoint of its own "
            "journal, {}, names.",
            the_first)},
         {"anchored_itself", t("The receipt anchors a journal in itself.")},
         {"root_other", t("The path leads to another root than the checkpoint names: the entry, "
                          "its number, the path or the checkpoint was changed.")},
         {"origin_unknown",
          t("The checkpoint is of the journal “{}”, which the policy does not name.", the_first)},
         {"signature_wrong", t("The signature of {} is wrong.", the_first)},
         {"log_unsigned",
          t("No key that the policy names for the journal {} has signed.", the_first)},
         {"cosignature_wrong", t("The cosignature of {} is wrong.", the_first)},
         {"quorum_missing",
          t("The policy asks for the quorum “{}”, and it is not there: {} of the {} witnesses it "
            "names have cosigned.",
            the_first, the_second, the_third)},
         {"answer_other", t("The file has another hash than the entry names.")},
         {"answer_none", t("The entry names no answer: it is not the record of one.")}});
}

void add_policy(ScriptWords& out, const html::Words& t) {
    out.insert(
        {{"policy_yours", t("Your own policy is used.")},
         {"policy_ours", t("This is our own policy, fetched from {}.", the_first)},
         {"policy_fetching", t("Our own policy is being fetched.")},
         {"policy_missing",
          t("The receipt is of the journal {}, which is not one of ours. Give a trust policy that "
            "names it.",
            the_first)},
         {"policy_unavailable", t("Our policy could not be fetched from {} ({}). Try again, or "
                                  "give one that you have kept.",
                                  the_first, the_second)},
         {"policy_large", t("A policy holds at most {} bytes; this is more.", the_first)},
         {"policy_control", t("The policy has control characters other than tabs and newlines.")},
         {"policy_cut", t("The policy is cut short: its last line does not end.")},
         {"policy_word",
          t("A line of a policy begins with log, witness, group or quorum, not with {}.",
            the_first)},
         {"policy_log", t("A log is: log <vkey> [<url>]")},
         {"policy_log_witness", t("This is a witness's verifier key, not a log's: {}", the_first)},
         {"policy_witness", t("A witness is: witness <name> <vkey> [<url>]")},
         {"policy_witness_log", t("This is a log's verifier key, not a witness's: {}", the_first)},
         {"policy_group", t("A group is: group <name> all|any|<k> <member>...")},
         {"policy_least", t("A group of {} needs all, any or a number up to that.", the_first)},
         {"policy_quorum", t("A quorum is: quorum <name>, or quorum none")},
         {"policy_quorum_twice", t("A policy has one quorum.")},
         {"policy_no_quorum",
          t("A policy says which quorum it asks for: quorum <name>, or quorum none")},
         {"policy_unknown", t("No line above this one names {}.", the_first)},
         {"policy_member", t("{} is in a group already: it would count twice.", the_first)},
         {"policy_none", t("No witness and no group is called none: it stands for no quorum.")},
         {"policy_name_twice", t("The name {} is given twice.", the_first)},
         {"policy_key_twice", t("The key of {} stands in this policy already.", the_first)}});
}

void add_keys(ScriptWords& out, const html::Words& t) {
    out.insert(
        {{"key_form", t("A verifier key is <name>+<key id>+<base64 key>")},
         {"key_base64", t("The verifier key is not written in base64 as it should be.")},
         {"key_type", t("Verifier keys are taken for Ed25519 (types 1 and 4) and ML-DSA-44 (6) "
                        "only.")},
         {"key_length", t("A verifier key of this type has {} bytes.", the_first)},
         {"key_canonical", t("This Ed25519 key is not written as RFC 8032 writes it.")},
         {"key_id", t("The verifier key's id does not belong to its name and key: it should be {}.",
                      the_first)}});
}

void add_details(ScriptWords& out, const html::Words& t) {
    out.insert({{"details", t("In detail")},
                {"index", t("Number of the entry")},
                {"entry_bytes", t("Bytes in the entry")},
                {"hashes", t("Hashes in the path")},
                {"signature_lines", t("Signature lines")},
                {"origin", t("Origin")},
                {"size", t("Entries in the tree")},
                {"anchored", t("The receipt is anchored: first this path proves the entry by the "
                               "checkpoint of its own journal, {}; that checkpoint is then an "
                               "entry of the journal which the next steps are about.",
                               the_first)},
                {"path_none", t("The tree has one entry, so its hash is the root.")},
                {"left", t("with the one on the left")},
                {"right", t("with the one on the right")},
                {"together", t("makes")},
                {"root_computed", t("The root as computed")},
                {"root_named", t("The root in the checkpoint")},
                {"not_cosigned", t("Named by the policy, not here")},
                {"quorum", t("What the policy asks for")},
                {"quorum_none", t("no witnesses")},
                {"group_has", t("{} of {}: {} are here", the_first, the_second, the_third)},
                {"answer_computed", t("SHA-256 of the file")},
                {"answer_named", t("SHA-256 in the entry")}});
}

void add_entry(ScriptWords& out, const html::Words& t) {
    out.insert({{"entry_proved", t("What is recorded")},
                {"entry_unproved", t("What the receipt says, unproved")},
                {"entry_raw", t("The entry as it is written")},
                {"when", t("When")},
                {"what", t("What")},
                {"who", t("Who")},
                {"kind_unknown", t("An entry that is no record of ours")},
                {"by_system", t("A system of an institution")},
                {"by_person", t("A person")},
                {"by_node", t("The node itself")},
                {"data_institution", t("Institution")},
                {"data_dataset", t("Dataset")},
                {"data_version", t("Version")},
                {"data_agreement", t("Agreement")},
                {"data_rows", t("Rows")},
                {"data_steward", t("Steward")},
                {"data_reason", t("Reason")},
                {"data_people", t("People it concerns")}});
}

// By the types of the events.
void add_kinds(ScriptWords& out, const html::Words& t) {
    auto kind = [&](std::string_view type, std::string sentence) {
        out.emplace("kind_" + std::string(type), std::move(sentence));
    };
    using namespace distribution;
    kind(AnswerGiven::type, t("An answer was given"));
    kind(VersionPublished::type, t("A version of a dataset was published"));
    kind(catalogue::DatasetDescribed::type, t("A dataset was described"));
    kind(catalogue::DatasetRevised::type, t("The description of a dataset was changed"));
    kind(catalogue::DatasetWithdrawn::type, t("A dataset was withdrawn"));
    kind(agreements::AgreementRequested::type, t("An agreement was asked for"));
    kind(agreements::TermsOffered::type, t("Terms of an agreement were offered"));
    kind(agreements::TermsAccepted::type, t("Terms of an agreement were accepted"));
    kind(agreements::TermsRefused::type, t("Terms of an agreement were refused"));
    kind(agreements::AgreementSigned::type, t("An agreement was signed"));
    kind(agreements::AgreementActivated::type, t("An agreement came into force"));
    kind(agreements::AgreementEnded::type, t("An agreement ended"));
    for (auto type : {platform::StatePartsRooted::type, platform::StateRooted::type})
        kind(type, t("The root of the state was entered"));
    kind(institutions::InstitutionRegistered::type, t("An institution was registered"));
    kind(institutions::SystemRegistered::type, t("A system was registered"));
    kind(institutions::KeyAdded::type, t("A system got another key"));
    kind(institutions::KeyRevoked::type, t("A key of a system was revoked"));
    kind(institutions::SystemRevoked::type, t("A system was revoked"));
    kind(institutions::PersonRegistered::type, t("A person was registered"));
    kind(institutions::RolesChanged::type, t("A person's roles were changed"));
    kind(institutions::SecretsChosen::type, t("A person chose a password"));
}

} // namespace

ScriptWords check_words(const html::Words& t) {
    ScriptWords out;
    for (auto* add : {add_states, add_receipt, add_proof, add_policy, add_keys, add_details,
                      add_entry, add_kinds})
        add(out, t);
    return out;
}

} // namespace vienreiz::portal
