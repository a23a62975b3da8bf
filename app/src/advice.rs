//! Advice: what a reason category tells, what to do about it, and who does it.

use domain::status::Category;

/// What to do about one category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What its denials tell.
    pub insight: &'static str,
    /// What there is to gain.
    pub opportunity: &'static str,
    /// Who acts.
    pub who: &'static str,
}

/// The advice for a category.
pub fn advice(category: Category) -> Advice {
    match category {
        Category::Capacity => Advice {
            insight: "Demand exceeds what the customer has subscribed to.",
            opportunity: "Offer more licenses, dynamic allocation or on-demand scaling.",
            who: "Sales, Renewals, Customer Success",
        },
        Category::Expired => Advice {
            insight: "A renewal was missed, and its revenue with it.",
            opportunity: "Talk about the renewal with these numbers; set up reminders or \
                          automatic renewal.",
            who: "Renewals",
        },
        Category::NotEntitled => Advice {
            insight: "Users try what is not in their plan.",
            opportunity: "Cross-sell the product, or sell a larger plan.",
            who: "Sales, Renewals",
        },
        Category::Rule => Advice {
            insight: "Rules of access or feature selectors keep users out.",
            opportunity: "Share the report with the customer's license administrator, who can \
                          adjust the rules or ask for more.",
            who: "Customer Success",
        },
        Category::Version => Advice {
            insight: "The customer runs a newer release than it pays for; often its maintenance \
                      lapsed.",
            opportunity: "Renew the maintenance, or sell the upgrade.",
            who: "Renewals",
        },
        Category::Other => Advice {
            insight: "Clocks, hosts, networks, servers or their configuration fail.",
            opportunity: "Find the cause with the customer and fix it.",
            who: "Support",
        },
    }
}
