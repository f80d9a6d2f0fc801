// Content codings (RFC 9110 §8.4): gzip (RFC 1952) and zstd (RFC 8878), whole bodies and streams.
#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace vienreiz::http {

enum class Coding { identity, gzip, zstd };
std::string_view name(Coding coding);

// The coding that Accept-Encoding likes best (§12.5.3); zstd before gzip before identity where it
// likes them equally.
Coding choose_coding(std::string_view accept_encoding);
// Whether Accept-Encoding allows a body as it is: it does unless it says otherwise.
bool takes_identity(std::string_view accept_encoding);
// Whether a body of this media type gets smaller: text, JSON, XML, scripts, SVG.
bool is_text_like(std::string_view content_type);

// What was coded with gzip, one member or several. Kind::corrupt when it is not gzip or is cut;
// too_large over `most`.
Result<std::string> gunzip(std::string_view coded, std::size_t most);

// Keeps its working memory from one body to the next; not thread-safe.
class Compressor {
public:
    enum class After { more, flush, end }; // flush: the reader can decode all that went in
    static std::unique_ptr<Compressor> of(Coding coding); // gzip or zstd
    virtual ~Compressor() = default;
    virtual void add(std::string_view piece, After after,
                     std::string& out) = 0; // end: ready for the next body
};

} // namespace vienreiz::http
