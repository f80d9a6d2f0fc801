#include "app/capabilities.hpp"

#include "capabilities/agreements/agreements.hpp"
#include "capabilities/catalogue/catalogue.hpp"
#include "capabilities/distribution/distribution.hpp"
#include "capabilities/institutions/institutions.hpp"
#include "capabilities/person/person.hpp"
#include "capabilities/portal/portal.hpp"
#include "platform/journals.hpp"
#include "platform/page.hpp"

namespace vienreiz::app {

std::vector<platform::Capability> capabilities() {
    return {
        platform::journals(),   platform::pages(),        institutions::institutions(),
        catalogue::catalogue(), agreements::agreements(), distribution::distribution(),
        portal::portal(),       person::person(),
    };
}

} // namespace vienreiz::app
