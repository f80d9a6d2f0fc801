// The memory of one request under way. A loop keeps a pool of them, so that an idle connection
// holds none and the next request finds warm ones.
#pragma once

#include "http/body_store.hpp"
#include "http/request_parser.hpp"

#include <cstring>
#include <optional>

namespace vienreiz::http {

struct Exchange {
    // A head of the largest size, and as much again for what follows it.
    static constexpr std::size_t capacity = 2 * limits::request_head;

    // bytes: [0, floor) the head the request's views point into, [begin, end) received and not yet
    // used.
    std::size_t floor = 0, begin = 0, end = 0;
    std::size_t searched = 0; // of the unfinished head: known to hold no empty line
    RequestParser::Fields fields;
    Request request;
    std::optional<RequestParser> parser;
    BodyStore body;
    BodySink into_body = [this](std::string_view piece) { return body.add(piece); };
    std::array<char, capacity> bytes;

    [[nodiscard]] std::string_view unused() const { return {bytes.data() + begin, end - begin}; }
    [[nodiscard]] bool empty() const { return begin == end; }
    std::span<char> room() {
        if (begin == end) begin = end = floor;
        if (end == capacity && begin > floor) {
            std::memmove(bytes.data() + floor, bytes.data() + begin, end - begin);
            end = floor + (end - begin);
            begin = floor;
        }
        return std::span(bytes).subspan(end);
    }
    // A head far back in the buffer would leave too little room for a body behind it. Before a head
    // is parsed nothing points into the bytes, so they may move.
    void bring_forward() {
        if (begin <= capacity / 4) return;
        std::memmove(bytes.data(), bytes.data() + begin, end - begin);
        end -= begin;
        begin = 0;
    }
    void forget_request() {
        parser.reset();
        request.method = Method::get;
        request.path = request.query = request.body = {};
        request.headers = {};
        request.admitted = false;
        if (!request.body_file.empty())
            request.body_file.clear(); // a path costs more to make than to look at
        body.clear();
        floor = searched = 0;
        if (begin == end) begin = end = 0;
    }
};

} // namespace vienreiz::http
