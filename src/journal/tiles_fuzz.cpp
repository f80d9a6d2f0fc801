// Any bytes as a tile's path, and as a published journal: a tile has one name, and nothing is taken that no known key
// has signed.
#include "base/fuzz_seeds.hpp"
#include "journal/batch.hpp"
#include "journal/checkpoint.hpp"
#include "journal/static_log.hpp"

using namespace vienreiz;

namespace {

// A journal of one entry, truly signed, whose published files are the input: reading it ends, in a failure or in
// exactly that entry.
void read_as_published(ByteView files) {
    static const auto key = *crypto::PrivateKey::from_ed25519_seed(Bytes(32, 1));
    static const std::vector known{journal::verifier_key("example.lv/j", key.public_key())};
    static const auto note = [] {
        journal::Checkpoint of{"example.lv/j", 1, journal::leaf_hash(bytes("one"))};
        return journal::sign_note(to_text(of), "example.lv/j", key);
    }();
    std::string seen;
    auto read = journal::read_static_log(
        [&](const std::string& path) -> Result<Bytes> {
            auto hashes = path.starts_with("tile/0");
            auto part =
                hashes ? files.first(std::min<std::size_t>(files.size(), sizeof(journal::Hash)))
                       : files.subspan(std::min<std::size_t>(files.size(), sizeof(journal::Hash)));
            return Bytes(part.begin(), part.end());
        },
        note, known,
        [&](std::uint64_t, std::string_view entry) -> Outcome {
            seen += entry;
            return {};
        });
    check(!read || seen == "one", "what is proved is what was signed");
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    auto leaf = journal::leaf_hash(bytes("one"));
    Bytes published(leaf.begin(), leaf.end());
    journal::add_framed(published, "one");
    return fuzz::plant(*count, *arguments,
                       {"tile/0/000", "tile/0/x001/x234/067", "tile/entries/000.p/12",
                        "tile/63/x018/x446/x744/x073/x709/x551/615.p/255",
                        std::string(text(published))});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteView raw(data, size);
    auto input = text(raw);
    if (auto name = journal::parse_tile_path(input)) {
        check(tile_path(*name) == input, "a tile has one name");
        for (std::uint64_t tree : {std::uint64_t{0}, std::uint64_t{300}, UINT64_MAX})
            check(journal::width_in(name->level, name->number, tree) <= journal::tile_width,
                  "a tile is at most 256 wide");
    }
    read_as_published(raw);
    return 0;
}
