#include "capabilities/distribution/record.hpp"

namespace vienreiz::distribution {

std::string record_opening(const InstitutionId& asking, const Grant& grant) {
    AnswerGiven record;
    if (grant.agreement)
        record.agreement = grant.agreement->id, record.revision = grant.agreement->revision;
    record.institution = asking;
    record.dataset = grant.dataset.id;
    record.version = grant.version.number;
    auto text = json::text(record);
    return text.substr(0, text.find(",\"asked\":"));
}

std::string record_end(std::string_view member) {
    std::string out = ",\"node\":";
    json::write(out, member);
    return out;
}

platform::Event record_of(const Grant& grant, const Given& given) {
    std::string data;
    data.reserve(grant.record_opening.size() + 160 + 70 * given.people.size());
    append(data, grant.record_opening, ",\"asked\":\"",
           boost::describe::enum_to_string(given.asked, ""), "\",\"rows\":");
    json::write(data, given.rows);
    append(data, ",\"answer\":\"");
    if (given.hash.empty())
        append_hex(data, crypto::sha256(bytes(given.body)));
    else
        data += given.hash;
    data += '"';
    if (!given.people.empty()) {
        data += ",\"people\":";
        json::write(data, given.people);
    }
    if (given.people_file) append(data, ",\"people_file\":", json::text(*given.people_file));
    append(data, grant.record_end, "}");
    return {AnswerGiven::type, std::move(data)};
}

} // namespace vienreiz::distribution
