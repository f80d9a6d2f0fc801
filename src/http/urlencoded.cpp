#include "http/urlencoded.hpp"

#include "base/text.hpp"

namespace vienreiz::http {

std::map<std::string, std::string> urlencoded_fields(std::string_view body) {
    std::map<std::string, std::string> out;
    for (auto pair : split(body, '&')) {
        auto equals = pair.find('=');
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value = percent_decode(equals == pair.npos ? "" : pair.substr(equals + 1), true);
        if (!name || !value || name->empty()) continue;
        auto [found, fresh] = out.try_emplace(*name, *value);
        if (!fresh) found->second += "\n" + *value;
    }
    return out;
}

} // namespace vienreiz::http
