#include "journal/batch.hpp"

#include "base/limits.hpp"
#include "base/machine_words.hpp"

#include <algorithm>

namespace vienreiz::journal {
namespace batch {

using machine_words::load_big_endian, machine_words::store_big_endian;

template <std::size_t size>
std::array<std::uint8_t, size> get_array(const std::uint8_t* from) {
    std::array<std::uint8_t, size> out;
    std::copy_n(from, size, out.begin());
    return out;
}

void put_head(std::uint8_t* to, const BatchHead& head) {
    std::ranges::copy(batch_magic, to);
    store_big_endian(to + 8, head.first);
    store_big_endian(to + 16, head.count);
    store_big_endian(to + 20, head.length);
    std::ranges::copy(head.link, to + 24);
    std::ranges::copy(head.root_before, to + 56);
    std::ranges::copy(head.root_after, to + 88);
    std::ranges::copy(head.seal, to + 120);
}

BatchHead get_head(const std::uint8_t* from) {
    BatchHead head;
    head.first = load_big_endian<std::uint64_t>(from + 8);
    head.count = load_big_endian<std::uint32_t>(from + 16);
    head.length = load_big_endian<std::uint32_t>(from + 20);
    head.link = get_array<32>(from + 24);
    head.root_before = get_array<32>(from + 56);
    head.root_after = get_array<32>(from + 88);
    head.seal = get_array<32>(from + 120);
    return head;
}

Failure not_a_batch(std::string what) { return {Kind::invalid, std::move(what)}; }

Outcome check_framing(const BatchHead& head, ByteView entries) {
    EntryReader reader(entries);
    for (std::uint32_t at = 0; at < head.count; ++at) TRY(reader.next());
    if (!reader.done()) return not_a_batch("A batch holds more entries than it says");
    return {};
}

} // namespace batch

std::uint64_t BatchHead::bytes() const { return batch_head_bytes + std::uint64_t{length}; }

void add_framed(Bytes& out, std::string_view entry) {
    check(entry.size() <= limits::journal_entry, "the length of an entry fits in two bytes");
    out.push_back(static_cast<std::uint8_t>(entry.size() >> 8U));
    out.push_back(static_cast<std::uint8_t>(entry.size() & 0xffU));
    auto data = bytes(entry);
    out.insert(out.end(), data.begin(), data.end());
}

void BatchWriter::begin() {
    buffer_.resize(batch_head_bytes);
    offsets_.clear();
    bytes_ = batch_head_bytes;
}

void BatchWriter::add(std::string_view entry) {
    offsets_.push_back(static_cast<std::uint32_t>(buffer_.size()));
    add_framed(buffer_, entry);
    bytes_ += 2 + entry.size();
}

bool is_sealed(ByteView data, const Hash& seal_key) {
    if (data.size() < batch_head_bytes) return false;
    auto seal = crypto::hmac_sha256(seal_key, data.first(batch_sealed_bytes));
    return crypto::equal_in_constant_time(seal, data.subspan(batch_sealed_bytes, seal.size()));
}

ByteView BatchWriter::finish(BatchHead head, const Hash& seal_key, std::size_t room) {
    head.count = static_cast<std::uint32_t>(offsets_.size());
    head.length = static_cast<std::uint32_t>(buffer_.size() - batch_head_bytes);
    batch::put_head(buffer_.data(), head);
    head.seal = crypto::hmac_sha256(seal_key, ByteView(buffer_).first(batch_sealed_bytes));
    batch::put_head(buffer_.data(), head);
    buffer_.resize(buffer_.size() + room);
    return buffer_;
}

Hash BatchWriter::link() const { return crypto::sha256(ByteView(buffer_).first(batch_head_bytes)); }

Result<BatchHead> parse_batch_head(ByteView data) {
    if (data.size() < batch_head_bytes)
        return batch::not_a_batch("A batch is cut short in its head");
    if (!std::ranges::equal(data.first(batch_magic.size()), batch_magic))
        return batch::not_a_batch("A batch does not begin with its magic");
    auto head = batch::get_head(data.data());
    if (head.count == 0 || head.count > limits::journal_batch_entries)
        return batch::not_a_batch("A batch says it holds an impossible number of entries");
    return head;
}

Result<Batch> parse_batch(ByteView data) {
    auto head = TRY(parse_batch_head(data));
    if (head.bytes() > data.size())
        return batch::not_a_batch("A batch is cut short in its entries");
    Batch out{head, crypto::sha256(data.first(batch_head_bytes)),
              data.subspan(batch_head_bytes, head.length)};
    TRY(batch::check_framing(head, out.entries));
    return out;
}

Result<std::string_view> EntryReader::next() {
    auto rest = all_.subspan(at_);
    if (rest.size() < 2) return Failure{Kind::invalid, "An entry is cut short in its length"};
    auto length = std::size_t{batch::load_big_endian<std::uint16_t>(rest.data())};
    if (rest.size() - 2 < length) return Failure{Kind::invalid, "An entry is cut short"};
    at_ += 2 + length;
    return text(rest.subspan(2, length));
}

} // namespace vienreiz::journal
