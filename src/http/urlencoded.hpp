// The fields of a form as browsers post it without a file; with one: multipart.hpp.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace vienreiz::http {

// application/x-www-form-urlencoded (https://url.spec.whatwg.org/#urlencoded-parsing); several values of one name, as
// boxes give them, become a line each. A pair that cannot be read, which Request::readable() refuses before, and one
// without a name are left out.
std::map<std::string, std::string> urlencoded_fields(std::string_view body);

} // namespace vienreiz::http
