// Any bytes as a tile's path, and as a published journal: a tile has one name, and nothing is given that is not
// of the tree.
#include "base/fuzz_seeds.hpp"
#include "journal/batch.hpp"
#include "journal/static_log.hpp"

using namespace vienreiz;

namespace {

// A tree of one entry whose published files are the input: reading it ends, in a failure or in exactly that entry.
void read_as_published(ByteView files) {
    using namespace journal;
    static const auto leaf = leaf_hash(bytes("one"));
    auto hashes = files.first(std::min<std::size_t>(files.size(), sizeof(Hash)));
    auto get = [&](const TileName& name) {
        return fetch_tile(
            [&](const std::string&) -> Result<Bytes> {
                auto part = name.of == TileName::Of::hashes ? hashes : files.subspan(hashes.size());
                return Bytes(part.begin(), part.end());
            },
            name);
    };
    auto edge = RightEdge::of(1, leaf, get);
    if (!edge) return;
    auto bundle = ProvedTree(std::make_shared<RightEdge>(*edge), get).bundle(0);
    if (!bundle) return;
    EntryReader reader(*bundle);
    auto entry = reader.next();
    check(entry && *entry == "one" && reader.done(), "what is proved is what was there");
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
