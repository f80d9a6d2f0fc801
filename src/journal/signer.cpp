#include "journal/signer.hpp"

namespace vienreiz::journal {

Signer::Signer(crypto::PrivateKey key) : key_(std::move(key)), thread_([this] { run(); }) {}

Signer::~Signer() {
    {
        std::lock_guard hold(mutex_);
        state_ = State::stopping;
    }
    changed_.notify_all();
    thread_.join();
}

void Signer::begin(std::string text) {
    {
        std::lock_guard hold(mutex_);
        check(state_ == State::idle, "a signature is taken before the next one is begun");
        text_ = std::move(text);
        state_ = State::asked;
    }
    changed_.notify_all();
}

Bytes Signer::take() {
    std::unique_lock hold(mutex_);
    changed_.wait(hold, [this] { return state_ == State::signed_; });
    state_ = State::idle;
    return std::move(signature_);
}

void Signer::run() {
    std::unique_lock hold(mutex_);
    for (;;) {
        changed_.wait(hold, [this] { return state_ == State::asked || state_ == State::stopping; });
        if (state_ == State::stopping) return;
        auto text = std::move(text_);
        hold.unlock();
        auto signature = key_.sign(bytes(text));
        hold.lock();
        if (state_ == State::stopping) return;
        signature_ = std::move(signature);
        state_ = State::signed_;
        changed_.notify_all();
    }
}

} // namespace vienreiz::journal
