// Any bytes as a segment file: following it ends, and takes only whole batches that fit together.
#include "base/fuzz_seeds.hpp"
#include "journal/batch.hpp"
#include "journal/recovery.hpp"

#include <algorithm>

using namespace vienreiz;

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    // Two batches that follow each other, as append() writes them.
    journal::BatchWriter writer;
    journal::Edge tree;
    journal::BatchHead head;
    std::string segment;
    for (const auto* entry : {"one", "two"}) {
        writer.begin();
        writer.add(entry);
        head.first = tree.size(), head.count = 1, head.length = 5;
        head.root_before = tree.root();
        tree.append(journal::leaf_hash(bytes(entry)));
        head.root_after = tree.root();
        segment += text(writer.finish(head, {}));
        head.link = writer.link();
    }
    return fuzz::plant(*count, *arguments, {segment, segment.substr(0, segment.size() - 1)});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteView input(data, size);
    journal::Chain chain;
    std::uint64_t entries = 0;
    auto stop = journal::follow_segment(
        input, chain, nullptr,
        [&](const journal::Batch& batch, const journal::SideAddition& addition) -> Outcome {
            check(addition.entries() == batch.head.count, "each entry of a batch is taken once");
            entries += batch.head.count;
            return {};
        });
    if (stop) {
        check(stop->end <= size, "a batch ends within its segment");
        auto rest = input.subspan(stop->end);
        bool room = std::ranges::all_of(rest, [](auto byte) { return byte == 0; });
        check(stop->why.has_value() == !room, "what is neither a batch nor room has a reason");
        check(chain.edge.size() == entries, "the tree holds the entries of the batches");
    }
    return 0;
}
