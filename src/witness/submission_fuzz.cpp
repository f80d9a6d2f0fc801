// Any bytes as a submission: what is taken is written back as it was.
#include "base/fuzz_seeds.hpp"
#include "witness/submission.hpp"

using namespace vienreiz;

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    auto hash = base64(Bytes(32, 1));
    return fuzz::plant(*count, *arguments,
                       {"old 0\n\nnote", "old 17\n" + hash + "\n" + hash + "\n\nlog\n1\n" + hash +
                                             "\n\n— l AAAAAAA=\n"});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto input = text(ByteView(data, size));
    if (auto submission = witness::parse_submission(input))
        check(to_text(*submission) == input, "a submission has one spelling");
    return 0;
}
