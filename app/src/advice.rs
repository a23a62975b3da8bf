//! Advice: what a reason category means, what to do about it, and who acts.

use domain::status::Category;

use service::audience::Audience;

/// What to do about one category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What its denials mean.
    pub insight: &'static str,
    /// The opportunity, or what to do.
    pub opportunity: &'static str,
    /// Who acts.
    pub who: &'static str,
}

/// The advice for a category.
pub fn advice(category: Category, audience: Audience) -> Advice {
    match audience {
        Audience::Producer | Audience::LinkCreator => for_producer(category),
        Audience::Customer => for_customer(category),
    }
}

fn for_producer(category: Category) -> Advice {
    match category {
        Category::Capacity => Advice {
            insight: "Demand exceeds what the customer has subscribed to.",
            opportunity: "Offer more licenses, dynamic allocation or on-demand scaling.",
            who: "Sales, Renewals, Customer Success",
        },
        Category::Expired => Advice {
            insight: "A renewal was missed, and revenue was lost.",
            opportunity: "Discuss the renewal with these numbers; set up reminders or automatic \
                          renewal.",
            who: "Renewals",
        },
        Category::NotEntitled => Advice {
            insight: "Users request what is not in their plan.",
            opportunity: "Cross-sell the product, or sell a larger plan.",
            who: "Sales, Renewals",
        },
        Category::Rule => Advice {
            insight: "Access rules or feature selectors block users.",
            opportunity: "Share the report with the customer's license administrator, who can \
                          adjust the rules or ask for more.",
            who: "Customer Success",
        },
        Category::Version => Advice {
            insight: "The customer runs a newer release than it pays for; often maintenance has \
                      lapsed.",
            opportunity: "Renew maintenance, or sell the upgrade.",
            who: "Renewals",
        },
        Category::Other => Advice {
            insight: "There are problems with clocks, hosts, networks, servers or their configuration.",
            opportunity: "Find the cause with the customer and fix it.",
            who: "Support",
        },
    }
}

fn for_customer(category: Category) -> Advice {
    match category {
        Category::Capacity => Advice {
            insight: "All licenses were in use when another was requested.",
            opportunity: "Return unused licenses, reserve some for those who need them most, or \
                          ask for more.",
            who: "You; for more, the sender of this report",
        },
        Category::Expired => Advice {
            insight: "The license had expired.",
            opportunity: "Renew it, or install the renewed license on your server.",
            who: "Your license buyer",
        },
        Category::NotEntitled => Advice {
            insight: "Your licenses do not include what was requested.",
            opportunity: "Check that the right product is installed; if users need it, ask for \
                          it.",
            who: "You; for more, the sender of this report",
        },
        Category::Rule => Advice {
            insight: "Your access rules, reservations or feature selectors blocked users.",
            opportunity: "Adjust them on your server or in your portal so that the right users \
                          get in.",
            who: "You",
        },
        Category::Version => Advice {
            insight: "Users run a newer release than your licenses cover.",
            opportunity: "Renew maintenance, or stay on the covered release.",
            who: "Your license buyer",
        },
        Category::Other => Advice {
            insight: "There was a problem with a clock, host, network, server or its configuration.",
            opportunity: "Check the machines and servers in the table below; if you find nothing, \
                          give the code to support.",
            who: "You; the vendor's support",
        },
    }
}
