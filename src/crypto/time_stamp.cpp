#include "crypto/time_stamp.hpp"

#include "crypto/key_handle.hpp"
#include "crypto/random.hpp"

#include <openssl/ts.h>
#include <openssl/x509.h>

#include <ctime>

namespace vienreiz::crypto {
namespace time_stamp {

using openssl::Handle;
using Request = Handle<TS_REQ, TS_REQ_free>;
using Imprint = Handle<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free>;
using Algorithm = Handle<X509_ALGOR, X509_ALGOR_free>;
using Integer = Handle<ASN1_INTEGER, ASN1_INTEGER_free>;
using BigNumber = Handle<BIGNUM, BN_free>;
using Reply = Handle<TS_RESP, TS_RESP_free>;
using Verification = Handle<TS_VERIFY_CTX, TS_VERIFY_CTX_free>;
using Store = Handle<X509_STORE, X509_STORE_free>;
using Certificate = Handle<X509, X509_free>;

constexpr long granted = 0, granted_with_modifications = 1; // PKIStatus, RFC 3161 §2.4.2
constexpr std::size_t nonce_bytes = 8;

Integer integer_of(ByteView big_endian) {
    BigNumber number(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
    openssl::must(number != nullptr, "A number cannot be made");
    Integer out(BN_to_ASN1_INTEGER(number.get(), nullptr));
    openssl::must(out != nullptr, "A number cannot be made");
    return out;
}

Imprint imprint_of(const Hash& hash) {
    Imprint out(TS_MSG_IMPRINT_new());
    Algorithm algorithm(X509_ALGOR_new());
    openssl::must(out && algorithm, "A time-stamp query cannot be made");
    openssl::must(X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) ==
                          1 &&
                      TS_MSG_IMPRINT_set_algo(out.get(), algorithm.get()) == 1 &&
                      TS_MSG_IMPRINT_set_msg(out.get(), const_cast<unsigned char*>(hash.data()),
                                             static_cast<int>(hash.size())) == 1,
                  "A time-stamp query cannot be made");
    return out;
}

Result<Store> store_of(const TimeStampTrust& trust) {
    Store store(X509_STORE_new());
    openssl::Memory memory(BIO_new_mem_buf(trust.pem.data(), static_cast<int>(trust.pem.size())));
    openssl::must(store && memory, "A trust store cannot be made");
    int certificates = 0;
    while (auto* next = PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)) {
        Certificate certificate(next);
        openssl::must(X509_STORE_add_cert(store.get(), certificate.get()) == 1,
                      "A certificate cannot be trusted");
        ++certificates;
    }
    // Reading ends with an error either way: at the end of the text, or before.
    if (certificates == 0)
        return openssl::failure(Kind::invalid, "There is no certificate in PEM here");
    (void)openssl::failure(Kind::invalid, {});
    return store;
}

Result<Instant> moment_of(TS_TST_INFO* info) {
    std::tm broken_down{};
    if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &broken_down) != 1)
        return openssl::failure(Kind::corrupt, "The time-stamp says no time that can be read");
    return Instant(std::chrono::seconds(timegm(&broken_down)));
}

std::string name_of(TS_TST_INFO* info) {
    auto* name = TS_TST_INFO_get_tsa(info);
    if (!name || name->type != GEN_DIRNAME) return {};
    openssl::Memory memory(BIO_new(BIO_s_mem()));
    openssl::must(memory != nullptr, "A name cannot be written");
    X509_NAME_print_ex(memory.get(), name->d.directoryName, 0,
                       XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    return openssl::text_of(memory.get());
}

// TS_VERIFY_CTX_free frees what was handed over here.
Result<Verification> verification_of(const Hash& of, const TimeStampTrust& trust) {
    auto store = TRY(store_of(trust));
    Verification out(TS_VERIFY_CTX_new());
    openssl::must(out != nullptr, "A time-stamp cannot be verified");
    auto* imprint = static_cast<unsigned char*>(OPENSSL_memdup(of.data(), of.size()));
    openssl::must(imprint != nullptr, "A time-stamp cannot be verified");
    TS_VERIFY_CTX_set_imprint(out.get(), imprint, static_cast<long>(of.size()));
    TS_VERIFY_CTX_set_store(out.get(), store.release());
    TS_VERIFY_CTX_set_flags(out.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_IMPRINT);
    return out;
}

Outcome is_of_query(TS_TST_INFO* info, ByteView nonce) {
    if (nonce.empty()) return {};
    auto wanted = integer_of(nonce);
    const auto* given = TS_TST_INFO_get_nonce(info);
    if (given && ASN1_INTEGER_cmp(given, wanted.get()) == 0) return {};
    return Failure{Kind::corrupt, "The time-stamp answers another question than ours"};
}

Outcome is_sha256(TS_TST_INFO* info) {
    auto* algorithm = TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(info));
    const ASN1_OBJECT* name = nullptr;
    X509_ALGOR_get0(&name, nullptr, nullptr, algorithm);
    if (OBJ_obj2nid(name) == NID_sha256) return {};
    return Failure{Kind::corrupt, "The time-stamp is not over SHA-256"};
}

} // namespace time_stamp

TimeStampQuery time_stamp_query(const Hash& of) {
    TimeStampQuery out;
    out.nonce = random_bytes(time_stamp::nonce_bytes);
    out.nonce.front() |= 0x40; // so that it is as long as it looks, and positive
    out.nonce.front() &= 0x7f;
    time_stamp::Request request(TS_REQ_new());
    auto imprint = time_stamp::imprint_of(of);
    auto nonce = time_stamp::integer_of(out.nonce);
    openssl::must(request && TS_REQ_set_version(request.get(), 1) == 1 &&
                      TS_REQ_set_msg_imprint(request.get(), imprint.get()) == 1 &&
                      TS_REQ_set_nonce(request.get(), nonce.get()) == 1 &&
                      TS_REQ_set_cert_req(request.get(), 1) == 1,
                  "A time-stamp query cannot be made");
    unsigned char* der = nullptr;
    auto length = i2d_TS_REQ(request.get(), &der);
    openssl::must(length > 0, "A time-stamp query cannot be written");
    out.der.assign(der, der + length);
    OPENSSL_free(der);
    return out;
}

Outcome check_trust(const TimeStampTrust& trust) {
    TRY(time_stamp::store_of(trust));
    return {};
}

Result<TimeStamp> verify_time_stamp(ByteView reply, const Hash& of, ByteView nonce,
                                    const TimeStampTrust& trust) {
    const auto* at = reply.data();
    time_stamp::Reply parsed(d2i_TS_RESP(nullptr, &at, static_cast<long>(reply.size())));
    if (!parsed || at != reply.data() + reply.size())
        return openssl::failure(Kind::corrupt, "This is no reply of a time-stamp authority");
    auto status =
        ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(parsed.get())));
    auto* info = TS_RESP_get_tst_info(parsed.get());
    if ((status != time_stamp::granted && status != time_stamp::granted_with_modifications) ||
        !info)
        return Failure{Kind::unavailable, "The time-stamp authority has refused"};
    auto verification = TRY(time_stamp::verification_of(of, trust));
    if (TS_RESP_verify_response(verification.get(), parsed.get()) != 1)
        return openssl::failure(Kind::corrupt, "The time-stamp does not hold");
    TRY(time_stamp::is_sha256(info));
    TRY(time_stamp::is_of_query(info, nonce));
    TimeStamp out;
    out.at = TRY(time_stamp::moment_of(info));
    out.authority = time_stamp::name_of(info);
    return out;
}

} // namespace vienreiz::crypto
