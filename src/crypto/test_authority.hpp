// A time-stamp authority for tests: openssl's own, with a root of its own, in a folder.
#pragma once

#include "crypto/test_openssl.hpp"

namespace vienreiz::crypto::test {

class Authority {
public:
    // `folder` must not exist yet, or be empty.
    explicit Authority(std::filesystem::path folder) : folder_(std::move(folder)) {
        folder_.write("tsa.cnf", R"([tsa]
default_tsa = authority
[authority]
dir = .
serial = $dir/serial
crypto_device = builtin
signer_cert = $dir/tsa.pem
signer_key = $dir/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
[stamps]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
)");
        folder_.write("serial", "01\n");
        constexpr auto make_key = "openssl ecparam -name prime256v1 -genkey -noout -out ";
        works_ =
            folder_.run(std::string(make_key) + "root.key") &&
            folder_.run(std::string(make_key) + "tsa.key") &&
            folder_.run("openssl req -x509 -new -key root.key -out root.pem -days 30 "
                        "-subj '/C=LV/O=Test/CN=Test root' -config tsa.cnf -extensions root") &&
            folder_.run("openssl req -new -key tsa.key -out tsa.csr "
                        "-subj '/C=LV/O=Test/CN=Test authority' -config tsa.cnf") &&
            folder_.run(
                "openssl x509 -req -in tsa.csr -CA root.pem -CAkey root.key "
                "-CAcreateserial -out tsa.pem -days 30 -extfile tsa.cnf -extensions stamps");
    }
    [[nodiscard]] bool works() const { return works_; } // there is a program openssl
    [[nodiscard]] std::string trust() const { return folder_.read("root.pem"); }
    [[nodiscard]] std::filesystem::path trust_file() const { return folder_.path() / "root.pem"; }

    // Empty when the query is none.
    [[nodiscard]] std::string answer(std::string_view query) const {
        folder_.write("query", query);
        std::filesystem::remove(folder_.path() / "reply");
        bool replied = folder_.run("openssl ts -reply -queryfile query -config tsa.cnf -out reply");
        if (!replied) return {};
        return folder_.read("reply");
    }
    // As whoever doubts us would do it.
    [[nodiscard]] bool holds(std::string_view data, std::string_view reply) const {
        folder_.write("checked", data);
        folder_.write("checked.tsr", reply);
        return folder_.run("openssl ts -verify -data checked -in checked.tsr -CAfile root.pem");
    }

private:
    OpensslFolder folder_;
    bool works_ = false;
};

} // namespace vienreiz::crypto::test
