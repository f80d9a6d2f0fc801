#include "http/compress.hpp"

#include "base/text.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>

namespace vienreiz::http {
std::string_view name(Coding coding) {
    switch (coding) {
    case Coding::gzip:
        return "gzip";
    case Coding::zstd:
        return "zstd";
    case Coding::identity:
        break;
    }
    return "identity";
}

namespace compress {

constexpr std::size_t step = 16 * 1024;

// qvalue (§12.4.2) in thousandths; malformed: 0, which never chooses the coding.
int quality(std::string_view parameters) {
    if (parameters.empty()) return 1000;
    if (!parameters.starts_with("q=") && !parameters.starts_with("Q=")) return 0;
    auto digits = parameters.substr(2);
    if (digits.empty() || digits.size() > 5 || (digits.size() > 1 && digits[1] != '.')) return 0;
    int value = 0, weight = 1000;
    for (char c : digits) {
        if (c == '.') continue;
        if (c < '0' || c > '9') return 0;
        value += (c - '0') * weight;
        weight /= 10;
    }
    return std::min(value, 1000);
}

// What Accept-Encoding says of each coding we know, in thousandths.
class Likes {
public:
    explicit Likes(std::string_view accept_encoding) {
        for (auto item : split(accept_encoding, ',')) {
            auto semicolon = std::min(item.find(';'), item.size());
            auto coding = trim(item.substr(0, semicolon));
            auto parameters =
                semicolon < item.size() ? trim(item.substr(semicolon + 1)) : std::string_view{};
            auto q = quality(parameters);
            if (coding == "*") any_ = q;
            for (auto known : {Coding::identity, Coding::gzip, Coding::zstd})
                if (equal_ignoring_case(coding, name(known)))
                    named_[static_cast<std::size_t>(known)] = q;
        }
    }
    [[nodiscard]] int of(Coding coding) const {
        auto q = named_[static_cast<std::size_t>(coding)];
        if (q != unnamed) return q;
        // Identity needs no naming; it merely gives way to anything that was named.
        return coding == Coding::identity ? 1 : std::max(any_, 0);
    }
    // §12.5.3: it is acceptable unless it, or "*" without it, has the weight 0.
    [[nodiscard]] bool allow_identity() const {
        auto q = named_[static_cast<std::size_t>(Coding::identity)];
        return (q == unnamed ? any_ : q) != 0;
    }

private:
    static constexpr int unnamed = -1;
    std::array<int, 3> named_{unnamed, unnamed, unnamed};
    int any_ = unnamed;
};

class Gzip final : public Compressor {
public:
    Gzip() {
        constexpr int level = 5, gzip_window = 15 + 16, memory = 8;
        check(deflateInit2(&stream_, level, Z_DEFLATED, gzip_window, memory, Z_DEFAULT_STRATEGY) ==
                  Z_OK,
              "zlib starts");
    }
    ~Gzip() override { deflateEnd(&stream_); }
    void add(std::string_view piece, After after, std::string& out) override {
        int flush = after == After::more    ? Z_NO_FLUSH
                    : after == After::flush ? Z_SYNC_FLUSH
                                            : Z_FINISH;
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data())); // only read
        stream_.avail_in = static_cast<uInt>(piece.size());
        do {
            auto old = out.size();
            out.resize(old + step);
            stream_.next_out = reinterpret_cast<Bytef*>(out.data() + old);
            stream_.avail_out = step;
            check(deflate(&stream_, flush) != Z_STREAM_ERROR, "zlib goes on");
            out.resize(old + step - stream_.avail_out);
        } while (stream_.avail_out == 0);
        if (after == After::end) deflateReset(&stream_);
    }

private:
    z_stream stream_{};
};

class Zstd final : public Compressor {
public:
    Zstd() : context_(ZSTD_createCCtx(), &ZSTD_freeCCtx) {
        check(context_ != nullptr, "zstd starts");
    }
    void add(std::string_view piece, After after, std::string& out) override {
        auto directive = after == After::more    ? ZSTD_e_continue
                         : after == After::flush ? ZSTD_e_flush
                                                 : ZSTD_e_end;
        ZSTD_inBuffer in{piece.data(), piece.size(), 0};
        for (;;) {
            auto old = out.size();
            out.resize(old + step);
            ZSTD_outBuffer room{out.data() + old, step, 0};
            auto left = ZSTD_compressStream2(context_.get(), &room, &in, directive);
            check(!ZSTD_isError(left), "zstd goes on");
            out.resize(old + room.pos);
            if (after == After::more ? in.pos == in.size : left == 0) return;
        }
    }

private:
    std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context_;
};

class Inflating {
public:
    Inflating() {
        constexpr int gzip_window = 15 + 16;
        check(inflateInit2(&stream_, gzip_window) == Z_OK, "zlib starts");
    }
    Inflating(const Inflating&) = delete;
    Inflating& operator=(const Inflating&) = delete;
    ~Inflating() { inflateEnd(&stream_); }

    // RFC 1952 §2.2: members follow one another.
    Result<std::string> whole(std::string_view coded, std::size_t most) {
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data())); // only read
        stream_.avail_in = static_cast<uInt>(coded.size());
        std::string out;
        for (int state = Z_OK; state != Z_STREAM_END || stream_.avail_in > 0;) {
            if (state == Z_STREAM_END) inflateReset(&stream_);
            auto old = out.size();
            out.resize(old + step);
            stream_.next_out = reinterpret_cast<Bytef*>(out.data() + old);
            stream_.avail_out = step;
            state = inflate(&stream_, Z_NO_FLUSH);
            out.resize(old + step - stream_.avail_out);
            if (state != Z_OK && state != Z_STREAM_END)
                return Failure{Kind::corrupt, "A body that should be gzip is not, or was cut"};
            if (out.size() > most)
                return Failure{Kind::too_large, "A body is larger than is taken here"};
        }
        return out;
    }

private:
    z_stream stream_{};
};

} // namespace compress

Coding choose_coding(std::string_view accept_encoding) {
    if (accept_encoding.empty()) return Coding::identity;
    compress::Likes likes(accept_encoding);
    auto best = Coding::identity;
    for (auto candidate : {Coding::gzip, Coding::zstd})
        if (likes.of(candidate) > 0 && likes.of(candidate) >= likes.of(best)) best = candidate;
    return best;
}

bool takes_identity(std::string_view accept_encoding) {
    return compress::Likes(accept_encoding).allow_identity();
}

bool is_text_like(std::string_view content_type) {
    auto type = lower(trim(content_type.substr(0, content_type.find(';'))));
    if (type == "text/event-stream") return false;
    for (std::string_view known : {"application/json", "application/xml", "application/javascript",
                                   "application/ld+json", "image/svg+xml", "application/x-ndjson"})
        if (type == known) return true;
    return type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml");
}

Result<std::string> gunzip(std::string_view coded, std::size_t most) {
    compress::Inflating stream;
    return stream.whole(coded, most);
}

std::unique_ptr<Compressor> Compressor::of(Coding coding) {
    check(coding != Coding::identity, "identity needs no compressor");
    if (coding == Coding::gzip) return std::make_unique<compress::Gzip>();
    return std::make_unique<compress::Zstd>();
}

} // namespace vienreiz::http
