// The whole product in a temporary folder, asked without a socket.
#pragma once

#include "app/capabilities.hpp"
#include "app/demonstration.hpp"
#include "platform/serve.hpp"
#include "store/scratch_folder.hpp"

#include <future>
#include <string>

namespace vienreiz::app {

struct Answer {
    int status = 0;
    std::string body;
    http::Fields headers;
    bool in_parts = false; // it may be asked for so

    [[nodiscard]] std::string header(std::string_view name) const {
        return std::string(headers[name]);
    }
    [[nodiscard]] bool says(std::string_view text) const { return body.contains(text); }
};

class Site {
public:
    static Site& with_demonstration(); // one for all tests: making it costs a second

    Answer get(std::string_view address, std::string_view cookie = {},
               std::vector<http::HeaderView> headers = {});
    Answer post(std::string_view address, std::string_view form, std::string_view cookie = {},
                std::vector<http::HeaderView> headers = {});
    Answer send(http::Method method, std::string_view address, std::string_view body,
                std::string_view cookie,
                const std::vector<std::pair<std::string, std::string>>& headers);
    Answer post_as(std::string_view address, std::string_view body, std::string_view content_type,
                   std::string_view cookie);
    std::string signed_in(std::string_view login); // the cookie
    std::string csrf(const std::string& cookie);   // as her pages carry it
    std::string password(std::string_view login) const;

    platform::Node& node() { return *node_; }

private:
    Site();
    Answer ask(http::Request request, std::string_view address, std::string_view cookie,
               std::vector<http::HeaderView> headers);

    store::ScratchFolder folder_;
    std::unique_ptr<platform::Node> node_;
    std::unique_ptr<platform::Service> service_;
    Demonstration told_;
};

} // namespace vienreiz::app
