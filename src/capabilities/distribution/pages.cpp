#include "capabilities/distribution/pages.hpp"

#include "base/limits.hpp"

namespace vienreiz::distribution {
namespace {

using platform::Access;
using platform::Role;
using platform::Shows;
using platform::Tenant;

using Handler = Result<Found> (*)(Desk&, const Ask&);

platform::Endpoint takes_a_file(platform::Endpoint endpoint) {
    endpoint.body_limit = limits::upload_form;
    return endpoint;
}

// Reading a file or waiting for the sequencer takes milliseconds, so all of these run on the worker
// pool.
platform::Slow at_desk(const DeskPlace& desk, Handler handler) {
    return {[desk, handler](Ask& ask) { return handler(**desk, ask); }};
}

} // namespace

std::vector<platform::Endpoint> steward_pages(const DeskPlace& desk) {
    using enum http::Method;
    auto stewards = Access::people({Role::steward}, Tenant::any); // the upload says whose it is
    auto own = Access::people({Role::steward}, Tenant::own);
    auto at = [&](Handler handler) { return at_desk(desk, handler); };
    auto owners = catalogue::steward_of;
    std::string root = "/{language}/desk/steward";
    auto dataset = root + "/datasets/{dataset}";
    return {
        {get, root, "The steward's desk", stewards, at(show_steward_desk), Shows::page},
        {get, root + "/new", "Publish a new register: the file", stewards, at(show_upload),
         Shows::page},
        takes_a_file({post, root + "/new", "Take the file of a new register", stewards,
                      at(take_upload), Shows::page}),
        {get, root + "/uploads/{upload}", "Publish a new register: its description", stewards,
         at(show_description), Shows::page},
        {post, root + "/uploads/{upload}", "Describe a new register and publish its file", stewards,
         at(take_description), Shows::page},
        {get, dataset + "/version", "Publish a new version: the file", own, at(show_version_upload),
         Shows::page, owners},
        takes_a_file({post, dataset + "/version", "Take the file of a new version and publish it",
                      own, at(take_version_upload), Shows::page, owners}),
        {get, dataset + "/publications", "The publications of a dataset", own,
         at(show_publications), Shows::page, owners},
        {get, dataset + "/profile", "What the current version holds, column by column", own,
         at(show_profile), Shows::page, owners},
        {get, root + "/publications/{publication}", "How a publication goes", stewards,
         at(show_publication), Shows::page},
        {post, root + "/publications/{publication}", "Publish without the rejected rows", stewards,
         at(publish_without_rejected), Shows::page},
        {get, root + "/publications/{publication}/rejects",
         "The reject report in the language of the page", stewards, at(download_rejects),
         Shows::page},
    };
}

std::vector<platform::Endpoint> operator_pages(const DeskPlace& desk) {
    auto operators = Access::people({Role::operator_}, Tenant::any);
    return {{http::Method::get, "/{language}/operator/data",
             "Publications under way, and versions on this node's disk", operators,
             at_desk(desk, show_data_on_disk), Shows::page}};
}

} // namespace vienreiz::distribution
