#include "crypto/key_handle.hpp"

#include "base/limits.hpp"

namespace vienreiz::crypto::openssl {

Bytes number_of(const EVP_PKEY* key, const char* name, std::size_t width) {
    BIGNUM* found = nullptr;
    must(EVP_PKEY_get_bn_param(key, name, &found) == 1, "A key lacks one of its numbers");
    Number number(found);
    auto needed = static_cast<std::size_t>(BN_num_bytes(number.get()));
    Bytes out(width == 0 ? needed : width);
    must(BN_bn2binpad(number.get(), out.data(), static_cast<int>(out.size())) >= 0,
         "A number of a key is wider than its field");
    return out;
}

std::string text_of(BIO* memory) {
    char* data = nullptr;
    auto length = BIO_get_mem_data(memory, &data);
    return {data, static_cast<std::size_t>(length)};
}

Result<PemBlock> pem_block(std::string_view pem) {
    if (pem.size() > limits::key_text) return Failure{Kind::too_large, "This key is too long"};
    Memory in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    char *label = nullptr, *header = nullptr;
    unsigned char* data = nullptr;
    long length = 0;
    if (!in || PEM_read_bio(in.get(), &label, &header, &data, &length) != 1)
        return failure(Kind::invalid, "This is not a key in PEM");
    PemBlock block{label, Bytes(data, data + length)};
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, static_cast<std::size_t>(length));
    return block;
}

} // namespace vienreiz::crypto::openssl
