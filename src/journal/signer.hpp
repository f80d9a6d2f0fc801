// Signs one text at a time on a thread of its own, while the caller waits for the disk.
#pragma once

#include "crypto/keys.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace vienreiz::journal {

class Signer {
public:
    explicit Signer(crypto::PrivateKey key);
    ~Signer();
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;

    void begin(std::string text); // not before the last one was taken
    Bytes take();                 // waits for the signature

private:
    void run();

    crypto::PrivateKey key_;
    std::mutex mutex_;
    std::condition_variable changed_;
    enum class State { idle, asked, signed_, stopping } state_ = State::idle;
    std::string text_;
    Bytes signature_;
    std::thread thread_;
};

} // namespace vienreiz::journal
