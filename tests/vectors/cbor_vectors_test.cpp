#include "base/cbor.hpp"
#include "crypto/keys.hpp"
#include "vectors/shared_data.hpp"

#include <gtest/gtest.h>

namespace vienreiz::cbor_vectors_test {

using cbor::Array;
using cbor::Form;
using cbor::Map;
using cbor::Tagged;
using cbor::Value;

Bytes octets(const json::Value& hex_text) { return *from_hex(hex_text.as_string()); }
const Value& member(const Value& map, const Value& key) { return *map.as<Map>()->find(key); }

// Written by other programs: maps may be in another order, but the values come through whole.
void expect_to_come_through(ByteView written, std::string_view name) {
    auto value = cbor::decode(written, Form::any);
    ASSERT_TRUE(value) << name << ": " << value.error().what << value.error().where;
    auto again = cbor::decode(cbor::encode(*value));
    ASSERT_TRUE(again) << name << ": " << again.error().what << again.error().where;
    EXPECT_TRUE(*again == *value) << name;
}

TEST(CborVectors, TheMessagesOfTheCoseWorkingGroupComeThrough) {
    NEEDS_SHARED_DATA("wallet/cose-examples");
    namespace fs = std::filesystem;
    std::size_t count = 0;
    for (const auto& entry :
         fs::recursive_directory_iterator(shared_data::path("wallet/cose-examples"))) {
        if (entry.path().extension() != ".json") continue;
        auto example = shared_data::json_file(entry.path());
        auto message = example.at("output").at("cbor");
        expect_to_come_through(octets(message), entry.path().filename().string());
        ++count;
    }
    EXPECT_GT(count, 40u);
}

// RFC 9052 §4.4: what a COSE_Sign1 signs is ["Signature1", protected, external, payload], with an
// empty string for a protected header without members. Its tag, 18, may be left out (§2).
bool sign1_holds(const Value& message, const crypto::PublicKey& key, const Bytes& external) {
    const auto* tag = message.as<Tagged>();
    if (tag != nullptr && tag->number != 18) return false;
    const auto& parts = *(tag != nullptr ? *tag->content : message).as<Array>();
    auto header = *parts.at(0).as<Bytes>();
    auto protected_map = header.empty() ? Result<Value>(Map{}) : cbor::decode(header, Form::any);
    if (protected_map->as<Map>()->size() == 0) header.clear();
    const auto* algorithm = protected_map->as<Map>()->find(1);
    if (algorithm == nullptr) algorithm = parts.at(1).as<Map>()->find(1);
    if (algorithm == nullptr || algorithm->integer() != -7) return false; // ES256
    auto text = cbor::encode(Array{"Signature1", header, external, parts.at(2)});
    return key.verifies(text, *parts.at(3).as<Bytes>());
}

TEST(CborVectors, Sign1MessagesVerifyAsTheirNamesSay) {
    NEEDS_SHARED_DATA("wallet/cose-examples/sign1-tests");
    for (std::string_view name : {"pass-01", "pass-02", "pass-03", "fail-01", "fail-02", "fail-03",
                                  "fail-04", "fail-06", "fail-07"}) {
        auto example = shared_data::json_file("wallet/cose-examples/sign1-tests/sign-" +
                                              std::string(name) + ".json");
        const auto& input = example.at("input").at("sign0").as_object();
        auto jwk = input.at("key").as_object();
        jwk.erase("d");
        auto key = crypto::PublicKey::from_jwk(jwk);
        ASSERT_TRUE(key) << key.error().what;
        auto external = input.contains("external") ? octets(input.at("external")) : Bytes{};
        auto message = cbor::decode(octets(example.at("output").at("cbor")), Form::any);
        ASSERT_TRUE(message) << message.error().what;
        EXPECT_EQ(sign1_holds(*message, *key, external), name.starts_with("pass")) << name;
    }
}

// ISO/IEC 18013-5 §9.1.2.4: a digest is over the item in its tag 24, as it came.
TEST(CborVectors, TheDigestsOfTheIsoDrivingLicenceHold) {
    NEEDS_SHARED_DATA("wallet/mdoc");
    auto example = shared_data::json_file("wallet/mdoc/iso18013-5-annexD-deviceresponse.json");
    auto response = cbor::decode(octets(example.at("deviceResponse")), Form::any);
    ASSERT_TRUE(response) << response.error().what << response.error().where;
    const auto& document = member(*response, "documents").as<Array>()->at(0);
    const auto& issuer_signed = member(document, "issuerSigned");
    const auto& payload = *member(issuer_signed, "issuerAuth").as<Array>()->at(2).as<Bytes>();
    auto wrapped = cbor::decode(payload, Form::any);
    ASSERT_TRUE(wrapped);
    auto object = cbor::decode(*wrapped->as<Tagged>()->content->as<Bytes>(), Form::any);
    ASSERT_TRUE(object) << object.error().what << object.error().where;

    constexpr auto space = "org.iso.18013.5.1";
    const auto& digests = member(member(*object, "valueDigests"), space);
    std::size_t held = 0;
    for (const auto& item : *member(member(issuer_signed, "nameSpaces"), space).as<Array>()) {
        auto inner = cbor::decode(*item.as<Tagged>()->content->as<Bytes>(), Form::any);
        ASSERT_TRUE(inner) << inner.error().what;
        auto hash = crypto::sha256(cbor::encode(item));
        EXPECT_EQ(*member(digests, member(*inner, "digestID")).as<Bytes>(),
                  Bytes(hash.begin(), hash.end()));
        ++held;
    }
    EXPECT_EQ(held, 6u);
}

} // namespace vienreiz::cbor_vectors_test
