//! Advice: what a reason category tells, what to do about it, and who does it.

use domain::status::Category;

use service::audience::Audience;

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
pub fn advice(category: Category, audience: Audience) -> Advice {
    match audience {
        Audience::Producer | Audience::LinkMaker => for_producer(category),
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

fn for_customer(category: Category) -> Advice {
    match category {
        Category::Capacity => Advice {
            insight: "Every license was in use when another was asked for.",
            opportunity: "Return the licenses that nobody uses, reserve some for those who need \
                          them most, or ask for more.",
            who: "You; whoever sent you this, for more",
        },
        Category::Expired => Advice {
            insight: "The license had ended.",
            opportunity: "Renew it, or put the renewed license on your server.",
            who: "Whoever buys your licenses",
        },
        Category::NotEntitled => Advice {
            insight: "What was asked for is not among your licenses.",
            opportunity: "Look whether the right product is installed; ask for it where your \
                          users need it.",
            who: "You; whoever sent you this, for more",
        },
        Category::Rule => Advice {
            insight: "Rules of access, reservations or feature selectors of yours kept users out.",
            opportunity: "Adjust them on your server or in your portal, so that whoever should \
                          work gets in.",
            who: "You",
        },
        Category::Version => Advice {
            insight: "Users run a newer release than your licenses cover.",
            opportunity: "Renew the maintenance, or keep to the release that is covered.",
            who: "Whoever buys your licenses",
        },
        Category::Other => Advice {
            insight: "A clock, a host, the network, a server or its configuration failed.",
            opportunity: "Look at the machines and servers in the table below; take the code to \
                          support where you find nothing.",
            who: "You; the producer's support",
        },
    }
}
