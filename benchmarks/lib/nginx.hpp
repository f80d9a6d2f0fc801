// nginx with one worker serving one static file: the peer of everything that answers over HTTP.
#pragma once

#include "process.hpp"

#include <filesystem>

namespace vienreiz::bench {

// The address is http://127.0.0.1:<port>/x. Its open files are cached and it writes no access log: at its best.
inline std::vector<std::string> nginx_serving(const std::filesystem::path& folder, int port,
                                              const std::string& content) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "x") << content;
    std::ofstream(folder / "nginx.conf")
        << fmt::format("daemon off; master_process off; pid {0}/pid; error_log {0}/errors; events "
                       "{{ worker_connections 1024; }}\n"
                       "http {{ access_log off; keepalive_requests 100000000; sendfile on; "
                       "open_file_cache max=100;\n"
                       "client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path "
                       "{0}/f; uwsgi_temp_path {0}/u;\n"
                       "scgi_temp_path {0}/s; default_type application/json; server {{ listen "
                       "127.0.0.1:{1}; root {0}; }} }}\n",
                       std::filesystem::absolute(folder).string(), port);
    return {"nginx", "-e", std::filesystem::absolute(folder / "errors").string(), "-c",
            std::filesystem::absolute(folder / "nginx.conf").string()};
}

// What wrk saw of a server.
struct Load {
    double requests = 0;
    double p99_ms = 0;
};

inline Load wrk(const std::string& arguments) {
    auto output = output_of("wrk --latency " + arguments);
    Load load;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        if (line.find(" requests in ") != line.npos)
            load.requests = std::strtod(line.c_str(), nullptr);
        auto at = line.find("99%");
        if (at == line.npos) continue;
        char* unit = nullptr;
        load.p99_ms = std::strtod(line.c_str() + at + 3, &unit);
        if (std::string_view(unit).starts_with("us"))
            load.p99_ms /= 1000;
        else if (std::string_view(unit).starts_with("s"))
            load.p99_ms *= 1000;
    }
    check(load.requests > 0, "wrk is installed and reaches the server");
    check(output.find("Non-2xx") == output.npos, "every answer under load is a success");
    return load;
}

} // namespace vienreiz::bench
